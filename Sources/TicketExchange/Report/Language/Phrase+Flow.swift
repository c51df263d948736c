// The words of flow, causes and satisfaction.
extension Phrase {
  static let flowFigure = Phrase("From intake to the end", "De l’accueil à la fin")
  static let flowNote = Phrase(
    "The wider a ribbon, the more tickets went that way. Dashed ribbons lead back to a lower level.",
    "Plus un ruban est large, plus il y a passé de tickets. Les rubans tiretés reviennent à un niveau inférieur."
  )
  static func flowSummary(_ links: String) -> Phrase {
    Phrase("The widest ways: \(links).", "Les chemins les plus larges\u{A0}: \(links).")
  }
  static let intake = Phrase("Intake", "Accueil")
  static let resolvedTickets = Phrase("Resolved", "Résolus")
  static let cancelledOrMerged = Phrase("Cancelled or merged", "Annulés ou fusionnés")
  static let cancelledShort = Phrase("Cancelled", "Annulés")
  static func shortLevel(_ level: UInt8) -> Phrase { Phrase("L\(level)", "N\(level)") }

  static let handlingTitle = Phrase(
    "How tickets were handled",
    "Comment les tickets ont été traités"
  )
  static let handoffs = Phrase("Hand-offs between teams", "Transferts entre équipes")
  static let pingPong = Phrase(
    "Ping-pong: back to an earlier team",
    "Allers-retours\u{A0}: retour à une équipe quittée"
  )
  static let escalations = Phrase("Moves to a higher level", "Passages à un niveau supérieur")
  static let deEscalations = Phrase("Moves to a lower level", "Passages à un niveau inférieur")
  static func solvedAt(_ level: UInt8) -> Phrase {
    Phrase("Solved at level\u{A0}\(level)", "Résolus au niveau\u{A0}\(level)")
  }
  static let waitingShare = Phrase(
    "Open time spent waiting for requesters",
    "Temps d’ouverture passé à attendre les demandeurs"
  )
  static let suspiciousWaits = Phrase(
    "Doubtful waits for the requester",
    "Attentes du demandeur douteuses"
  )
  static func ofTickets(_ count: String, _ tickets: String) -> Phrase {
    Phrase("\(count), on \(tickets)", "\(count), sur \(tickets)")
  }
  static let handlingNote = Phrase(
    "A wait is doubtful where nobody wrote to the requester, or where it began minutes before a deadline.",
    "Une attente est douteuse quand personne n’a écrit au demandeur, ou quand elle commence à quelques minutes d’une échéance."
  )
  static let movesFigure = Phrase("Most frequent moves", "Transferts les plus fréquents")
  static let movesNote = Phrase(
    "From one team and level to another.",
    "D’une équipe et d’un niveau à l’autre."
  )
  static let movesColumn = Phrase("Moves", "Transferts")
  static let stayColumn = Phrase("Median stay before", "Séjour médian avant")

  static let causeClass = Phrase("class of cause", "classe de cause")
  static let causesFigure = Phrase("Work by class of cause", "Travail par classe de cause")
  static func causesSummary(avoidable: String, all: String, share: String) -> Phrase {
    Phrase(
      "\(avoidable) of \(all) of logged work (\(share)) had causes that can be prevented.",
      "\(avoidable) sur \(all) de travail saisi (\(share)) avaient des causes qu’on peut prévenir."
    )
  }
  static let avoidable = Phrase("can be prevented", "évitable")
  static let unavoidable = Phrase("other", "autre")
  static let causeColumn = Phrase("Cause", "Cause")
  static let kindColumn = Phrase("Kind", "Nature")
  static let minutesColumn = Phrase("Minutes", "Minutes")

  static let ratingsFigure = Phrase("Ratings", "Notes")
  static func ratingsSummary(mean: String, ratings: String, share: String) -> Phrase {
    Phrase(
      "\(mean) of 5 on average, from \(ratings); \(share) of the tickets that could be rated were.",
      "\(mean) sur 5 en moyenne, d’après \(ratings)\u{202F}; \(share) des tickets qui pouvaient l’être ont été notés."
    )
  }
  static let ratingColumn = Phrase("Rating", "Note")
  static func stars(_ rating: String) -> Phrase {
    Phrase("\(rating) of 5", "\(rating) sur 5")
  }
  static let trustFigure = Phrase("Trust index by department", "Indice de confiance par direction")
  static func trustFormula(_ parts: String) -> Phrase {
    Phrase(
      "0 to 100: the mean of its parts, weighted \(parts). A part that is not known is left out, and the others weigh more.",
      "De 0 à 100\u{202F}: la moyenne de ses parts, pondérées \(parts). Une part inconnue est laissée de côté, et les autres pèsent davantage."
    )
  }
  static let departmentColumn = Phrase("Department", "Direction")
  static let indexColumn = Phrase("Index", "Indice")
  static let ratingsColumn = Phrase("Ratings", "Notes")
  static let noDepartment = Phrase("no department", "sans direction")
  static let partRatings = Phrase("ratings", "notes")
  static let partMessages = Phrase("message reviews", "relecture des messages")
  static let partPromises = Phrase("targets met", "engagements tenus")
  static let partLasting = Phrase("not reopened", "sans réouverture")
}
