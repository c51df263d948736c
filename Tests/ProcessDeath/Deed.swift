import TicketLedger

/// One command that a writer submits, said in a line before, so that the checker knows what could be
/// there.
struct Deed {
  /// What is asked for.
  enum Act: String {
    case open, note, pause, reply, route, resolve
  }

  let number: Int
  let act: Act
  /// The reference of its ticket.
  let ticket: String
  /// For whom the ticket is opened; nil where nobody will be erased.
  var person: String?
  /// Whether it has an idempotency key.
  var isKeyed = false
  /// How many bytes of words there are besides the sentence.
  var padding = 0

  var key: String? { isKeyed ? "key \(number)" : nil }

  /// The words it leaves; nil where it has none.
  var text: String? {
    switch act {
    case .open, .note, .reply:
      padding == 0
        ? "submission \(number)."
        : "submission \(number)." + String(repeating: " word \(number % 10)", count: padding / 7)
    case .pause, .route, .resolve: nil
    }
  }

  /// The events it makes happen, besides names on their first use.
  var kinds: [EventKind] {
    switch act {
    case .open: [.opened]
    case .note: [.noted]
    case .pause: [.paused]
    // The requester answers what the ticket waits for.
    case .reply: [.requesterReplied, .resumed]
    case .route: [.routed]
    case .resolve: [.resolved]
    }
  }

  var submission: Submission {
    let ticket = TicketReference.reference(ticket)
    let command: Command =
      switch act {
      case .open:
        .open(
          self.ticket,
          requester: .identity(person ?? "r-\(number % 20)"),
          about: ["service": .name("service \(number % 7)")],
          priority: UInt8(1 + number % 4),
          summary: text
        )
      case .note: .note(ticket, text ?? "")
      case .pause: .pause(ticket, for: .requester)
      case .reply: .recordRequesterReply(ticket, text: text)
      case .route: .route(ticket, to: .name("team \(number % 3)"), level: 2)
      case .resolve: .resolve(ticket)
      }
    return Submission(command, by: .person(.identity("a-\(number % 5)")), key: key)
  }
}

extension Deed {
  /// The words of its line.
  var line: String {
    "\(number) \(act.rawValue) \(ticket) \(person ?? "-") \(isKeyed ? "key" : "-") \(padding)"
  }

  init?(_ words: ArraySlice<String>) {
    let words = Array(words)
    guard words.count == 6, let number = Int(words[0]), let act = Act(rawValue: words[1]),
      let padding = Int(words[5])
    else { return nil }
    self.init(
      number: number,
      act: act,
      ticket: words[2],
      person: words[3] == "-" ? nil : words[3],
      isKeyed: words[4] == "key",
      padding: padding
    )
  }

  /// The number in the words of an event; nil where they are none of a deed's.
  static func number(in text: String) -> Int? {
    guard text.hasPrefix("submission "), let end = text.firstIndex(of: ".") else { return nil }
    return Int(text[text.index(text.startIndex, offsetBy: 11)..<end])
  }
}
