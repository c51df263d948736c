// The words of the page: titles, leads, what frames the figures.
extension Phrase {
  static let reportTitle = Phrase("Helpdesk report", "Rapport du helpdesk")
  static let skip = Phrase("Skip to the summary", "Aller au résumé")
  static let contents = Phrase("Contents", "Sommaire")
  static let noData = Phrase("No data for this period.", "Aucune donnée pour cette période.")
  static let dataOf = Phrase("The numbers in a table", "Les chiffres en tableau")
  static let footer = Phrase(
    "All times are UTC. Every figure is folded from the ledger’s events; the same command over the same events writes this file again, byte for byte.",
    "Toutes les heures sont en UTC. Chaque chiffre est tiré des événements du registre\u{202F}; la même commande sur les mêmes événements réécrit ce fichier à l’octet près."
  )

  static func period(from first: String, to last: String) -> Phrase {
    Phrase("\(first) to \(last)", "Du \(first) au \(last)")
  }
  static func stand(asOf instant: String, events: String) -> Phrase {
    Phrase("As of \(instant), from \(events)", "État au \(instant), d’après \(events)")
  }

  static let summaryTitle = Phrase("Summary", "Résumé")
  static let findingsTitle = Phrase("What to look at", "À regarder d’abord")
  static let figuresTitle = Phrase("The period in figures", "La période en chiffres")
  static let nothingToSay = Phrase(
    "Nothing stands out: there is too little in this period.",
    "Rien ne ressort\u{202F}: il y a trop peu de données sur cette période."
  )

  static let backlogTitle = Phrase("Backlog and age", "Encours et ancienneté")
  static let backlogLead = Phrase(
    "How many tickets were open over time, at which level, and how long those still open have been waiting for an end.",
    "Combien de tickets étaient ouverts au fil du temps, à quel niveau, et depuis combien de temps ceux qui restent ouverts attendent leur fin."
  )
  static let volumeTitle = Phrase("Volume and times", "Volume et délais")
  static let volumeLead = Phrase(
    "What came in, what went out, and how long it took.",
    "Ce qui est entré, ce qui est sorti, et en combien de temps."
  )
  static let targetsTitle = Phrase("Service-level targets", "Engagements de service")
  static let targetsLead = Phrase(
    "What was promised, and how much of it was kept, by the month in which the clock stopped or the limit passed.",
    "Ce qui était promis, et la part tenue, selon le mois où l’horloge s’est arrêtée ou l’échéance est passée."
  )
  static let recurrenceTitle = Phrase("What comes back", "Ce qui revient")
  static let recurrenceLead = Phrase(
    "Tickets of the same pattern soon after one was resolved: a sign that the cause is still there.",
    "Des tickets du même motif peu après une résolution\u{202F}: signe que la cause est toujours là."
  )
  static let flowTitle = Phrase("The flow of work", "Le flux du travail")
  static let flowLead = Phrase(
    "The way of tickets between levels and teams, and where they bounce.",
    "Le chemin des tickets entre niveaux et équipes, et les endroits où ils rebondissent."
  )
  static let causesTitle = Phrase("What causes cost", "Ce que coûtent les causes")
  static let causesLead = Phrase(
    "Logged work by class of cause. What better use, training, ergonomics or documentation would save is set apart.",
    "Le travail saisi par classe de cause. Ce qu’un meilleur usage, la formation, l’ergonomie ou la documentation épargneraient est mis à part."
  )
  static let satisfactionTitle = Phrase("Satisfaction and trust", "Satisfaction et confiance")
  static let satisfactionLead = Phrase(
    "What requesters said, and how far each department can rely on the service.",
    "Ce qu’ont dit les demandeurs, et jusqu’où chaque direction peut compter sur le service."
  )
  static let originTitle = Phrase("Where this report comes from", "D’où vient ce rapport")
  static let originLead = Phrase(
    "All that is needed to make it again, and to compare.",
    "Tout ce qu’il faut pour le refaire, et le comparer."
  )

  static let ledgerName = Phrase("Ledger", "Registre")
  static let periodTitle = Phrase("Period", "Période")
  static let asOfTitle = Phrase("As of", "État au")
  static let positionTitle = Phrase("Last position read", "Dernière position lue")
  static let eventsTitle = Phrase("Events read", "Événements lus")
  static let rootTitle = Phrase("Root of the log", "Racine du journal")
  static let noRoot = Phrase("nothing was known yet", "rien n’était encore connu")
  static let commandTitle = Phrase("To make it again", "Pour le refaire")
  static let commandNote = Phrase(
    "The same file comes from this command:",
    "Le même fichier vient de cette commande\u{A0}:"
  )

  static let opened = Phrase("Opened", "Ouverts")
  static let resolved = Phrase("Resolved", "Résolus")
  static let closed = Phrase("Closed", "Clos")
  static let stillOpen = Phrase("Still open", "Encore ouverts")
  static let medianTime = Phrase("Median time to resolve", "Délai médian de résolution")
  static let targetsMet = Phrase("Targets met", "Engagements tenus")
  static let firstContact = Phrase("Solved at first contact", "Résolus au premier contact")
  static let meanRating = Phrase("Mean rating", "Note moyenne")
  static let workLogged = Phrase("Work logged", "Travail saisi")
  static let inPeriod = Phrase("in the period", "sur la période")

  static func reopenedOfThem(_ count: String) -> Phrase {
    Phrase("reopened: \(count)", "réouvertures\u{A0}: \(count)")
  }
  static func changeSince(_ change: String, unrouted: String) -> Phrase {
    Phrase(
      "\(change) since the period began; in no queue: \(unrouted)",
      "\(change) depuis le début de la période\u{202F}; hors file\u{A0}: \(unrouted)"
    )
  }
  static func nineInTen(_ duration: String) -> Phrase {
    Phrase("nine in ten within \(duration)", "neuf sur dix en \(duration) au plus")
  }
  static func missedOf(_ missed: String, _ all: String) -> Phrase {
    Phrase("\(missed) of \(all) missed", "\(missed) sur \(all) manqués")
  }
  static func ofSolved(_ solved: String) -> Phrase {
    Phrase("of \(solved) solved", "sur \(solved) résolus")
  }
  static func outOfFive(_ ratings: String) -> Phrase {
    Phrase("of 5, from \(ratings)", "sur 5, d’après \(ratings)")
  }
}
