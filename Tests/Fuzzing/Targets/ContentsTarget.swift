import TicketLedger

/// Contents: words in clear, sealed words, calendars and policies, as they lie beside an envelope.
enum ContentsTarget {
  /// Names for any number, as a catalogue has them for those in use.
  struct Terms: PolicyTerms {
    func dimension(named name: String) -> TermDimension? { nil }
    func term(_ name: String, in dimension: TermDimension) -> TermID? { nil }
    func name(of dimension: TermDimension) -> String? { "d\(dimension.rawValue)" }
    func name(of term: TermID) -> String? { "t\(term.rawValue)" }
  }

  static func run(_ bytes: [UInt8]) {
    let words = try? Content.words(withoutKeys: bytes)
    demand((try? Content.words(withoutKeys: bytes)) == words, "the same bytes, other words")
    if let sealed = try? SealedContent(decoding: bytes) {
      demand(sealed.encoded() == bytes, "sealed words are encoded otherwise")
      _ = sealed.owner
    }
    switch try? Content.document(decoding: bytes, names: Terms()) {
    case .calendar(let calendar): use(calendar)
    case .policy(let policy):
      _ = policy.problems(knownCalendars: nil)
      _ = policy.warnings(calendars: [], from: Instant(millisecondsSince1970: 0))
    case nil: break
    }
  }

  /// Asks a calendar all that clocks ask.
  static func use(_ calendar: ServiceCalendar) {
    // Calendars whose lists differ in order alone share an encoding.
    let bytes = encoded(calendar)
    var reader = ByteReader(bytes)
    let again = try? ServiceCalendar(decoding: &reader)
    demand(again.map(encoded) == bytes, "\(calendar) is read otherwise")
    let hours = OpenTime(calendar)
    let instants: [Int64] = [Instant.range.lowerBound, -1, 0, 1_700_000_000_000, 4_000_000_000_000]
    for milliseconds in instants {
      let instant = Instant(millisecondsSince1970: milliseconds)
      _ = hours.isOpen(at: instant)
      _ = hours.nextOpen(from: instant)
      _ = hours.adding(86_400_000, to: instant)
      _ = hours.subtracting(86_400_000, from: instant)
      _ = hours.milliseconds(from: Instant(millisecondsSince1970: 0), to: instant)
      _ = hours.addingWorkingDays(3, to: instant, endOfDay: milliseconds < 0)
    }
  }

  private static func encoded(_ calendar: ServiceCalendar) -> [UInt8] {
    var writer = ByteWriter()
    calendar.encode(into: &writer)
    return writer.bytes
  }
}
