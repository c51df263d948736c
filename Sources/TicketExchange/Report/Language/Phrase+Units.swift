extension Phrase {
  /// The months, January first.
  static let months = [
    Phrase("January", "janvier"), Phrase("February", "février"), Phrase("March", "mars"),
    Phrase("April", "avril"), Phrase("May", "mai"), Phrase("June", "juin"),
    Phrase("July", "juillet"), Phrase("August", "août"), Phrase("September", "septembre"),
    Phrase("October", "octobre"), Phrase("November", "novembre"), Phrase("December", "décembre"),
  ]

  /// The months in short.
  static let shortMonths = [
    Phrase("Jan", "janv."), Phrase("Feb", "févr."), Phrase("Mar", "mars"),
    Phrase("Apr", "avr."), Phrase("May", "mai"), Phrase("Jun", "juin"),
    Phrase("Jul", "juil."), Phrase("Aug", "août"), Phrase("Sep", "sept."),
    Phrase("Oct", "oct."), Phrase("Nov", "nov."), Phrase("Dec", "déc."),
  ]

  static let dayUnit = Phrase("d", "j")
  static let hourUnit = Phrase("h", "h")
  static let minuteUnit = Phrase("min", "min")

  static let inDays = Phrase("days", "jours")
  static let inHours = Phrase("hours", "heures")
  static let inTickets = Phrase("tickets", "tickets")
  static let inOpenTickets = Phrase("open tickets", "tickets ouverts")
  static let inMoves = Phrase("moves", "transferts")
  static let inRatings = Phrase("ratings", "notes")
  static let inPoints = Phrase("points of 100", "points sur 100")

  static func week(_ week: String, of year: String) -> Phrase {
    Phrase("week \(week) of \(year)", "semaine \(week) de \(year)")
  }

  static func level(_ level: UInt8) -> Phrase {
    Phrase("Level\u{A0}\(level)", "Niveau\u{A0}\(level)")
  }

  /// A level inside a sentence.
  static func atLevel(_ level: UInt8) -> Phrase {
    Phrase("level\u{A0}\(level)", "niveau\u{A0}\(level)")
  }
}

extension Noun {
  static let ticket = Noun(("ticket", "tickets"), ("ticket", "tickets"))
  static let openTicket = Noun(
    ("open ticket", "open tickets"),
    ("ticket ouvert", "tickets ouverts")
  )
  static let requester = Noun(("requester", "requesters"), ("demandeur", "demandeurs"))
  static let recurrence = Noun(("recurrence", "recurrences"), ("récurrence", "récurrences"))
  static let pattern = Noun(("pattern", "patterns"), ("motif", "motifs"))
  static let event = Noun(("event", "events"), ("événement", "événements"))
  static let day = Noun(("day", "days"), ("jour", "jours"))
  static let week = Noun(("week", "weeks"), ("semaine", "semaines"))
  static let move = Noun(("move", "moves"), ("transfert", "transferts"))
  static let rating = Noun(("rating", "ratings"), ("note", "notes"))
  static let handoff = Noun(
    ("hand-off", "hand-offs"),
    ("transfert entre équipes", "transferts entre équipes")
  )
}
