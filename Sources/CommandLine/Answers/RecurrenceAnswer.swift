import TicketExchange
import TicketLedger

/// What a view tells of recurrence, with the names that it gives to its numbers.
struct RecurrenceAnswer: Sendable {
  let asOf: Instant
  /// Where the last event known stands; nil where none is.
  let position: UInt64?
  /// What was asked for.
  let arguments: RecurrenceCommand
  let patterns: RecurrencePatterns
  /// Nil where not asked for.
  let chains: RecurrenceChains?
  /// The names of terms.
  private var names: [PatternTerm: String] = [:]

  init(
    _ view: borrowing LedgerView,
    asOf: Instant,
    _ arguments: RecurrenceCommand
  ) throws {
    self.asOf = asOf
    self.arguments = arguments
    position = view.position?.rawValue
    let parts = try view.patternParts(arguments.names)
    let question = RecurrenceQuestion(
      by: parts,
      windowInDays: arguments.window,
      openedFrom: arguments.from,
      openedBefore: arguments.until,
      kinds: Set(arguments.kind),
      limit: arguments.limit
    )
    patterns = view[RecurrenceMap.self].patterns(question)
    chains = arguments.chains ? view[RecurrenceMap.self].chains(question) : nil
    if arguments.matrix, patterns.weeks.isEmpty, patterns.counted > 0 {
      throw Problem(
        "--matrix: more than \(RecurrencePatterns.maximumWeeks) weeks; narrow down with --from and --until"
      )
    }
    for term in Set(patterns.patterns.flatMap(\.key) + (chains?.chains.flatMap(\.key) ?? [])) {
      switch term {
      case .term(let number): names[term] = view.name(of: number)
      case .causeClass(let cause): names[term] = cause.name
      }
    }
  }

  /// The names of a key's terms.
  func texts(of key: [PatternTerm]) -> [String] {
    key.map { names[$0] ?? "" }
  }
}

extension RecurrenceAnswer {
  /// The answer as one document.
  func json(_ ledger: Ledger) throws -> JSONValue {
    var json = JSONObject()
    json["asOf"] = asOf.json
    json["position"] = position.map { .whole($0) } ?? .null
    json["by"] = .array(arguments.names.map { .string($0) })
    json["windowDays"] = .whole(arguments.window)
    json["from"] = arguments.from.map(\.json) ?? .null
    json["until"] = arguments.until.map(\.json) ?? .null
    json["counted"] = .whole(patterns.counted)
    json["leftOut"] = .whole(patterns.leftOut)
    json["patternCount"] = .whole(patterns.patternCount)
    json["patterns"] = .array(patterns.patterns.map { .object(self.json(of: $0)) })
    if let chains {
      json["chainCount"] = .whole(chains.chainCount)
      json["chainsEnded"] = .whole(chains.endedCount)
      json["chains"] = .array(try chains.chains.map { try self.json(of: $0, ledger) })
    }
    return .object(json)
  }

  private func json(of key: [PatternTerm]) -> JSONValue {
    var object = JSONObject()
    for (name, text) in zip(arguments.names, texts(of: key)) { object[name] = .string(text) }
    return .object(object)
  }

  private func json(of pattern: RecurrencePattern) -> JSONObject {
    var object = JSONObject()
    object["key"] = json(of: pattern.key)
    object["tickets"] = .whole(pattern.tickets)
    object["requesters"] = .whole(pattern.requesters)
    object["recurrences"] = .whole(pattern.recurrences)
    object["repeats"] = .whole(pattern.repeats)
    object["reopened"] = .whole(pattern.reopened)
    object["ticketsReopened"] = .whole(pattern.ticketsReopened)
    object["minutesLost"] = .whole(pattern.minutesLost)
    object["firstSeen"] = pattern.firstSeen.json
    object["lastSeen"] = pattern.lastSeen.json
    var trend = JSONObject()
    trend["slope"] = .figure(pattern.trend?.slope)
    trend["lower"] = .figure(pattern.trend?.lower)
    trend["upper"] = .figure(pattern.trend?.upper)
    trend["pValue"] = .figure(pattern.trend?.pValue)
    object["trend"] = .object(trend)
    guard arguments.matrix else { return object }
    var weeks = JSONObject()
    for (week, count) in zip(patterns.weeks, pattern.ticketsPerWeek) {
      weeks[String(week.start.description.prefix(10))] = .whole(count)
    }
    object["weeks"] = .object(weeks)
    return object
  }

  private func json(of chain: RecurrenceChain, _ ledger: Ledger) throws -> JSONValue {
    var links: [JSONValue] = []
    for link in chain.links {
      links.append([
        "ticket": .string(try ledger.name(of: link.ticket)), "openedAt": link.openedAt.json,
        "follows": .text(try link.follows.map { try ledger.name(of: $0) }),
      ])
    }
    return [
      "key": json(of: chain.key),
      "tickets": .array(links.compactMap { $0.object?["ticket"] }),
      "recurrences": .whole(chain.recurrences),
      "startedAt": chain.links.first?.openedAt.json ?? .null,
      "lastOpenedAt": chain.links.last?.openedAt.json ?? .null,
      "endedBy": .text(try chain.endedBy.map { try ledger.name(of: $0) }),
      "endedAt": chain.endedAt.map(\.json) ?? .null,
      "links": .array(links),
    ]
  }
}

extension LedgerView {
  /// The parts of patterns that the option --by names.
  func patternParts(_ names: [String]) throws -> [PatternPart] {
    var parts: [PatternPart] = []
    for name in names {
      guard let part = patternPart(named: name) else {
        var known: [String] = []
        for dimension in catalogue.dimensions where dimension.classifiesTickets {
          known.append(catalogue.name(of: dimension) ?? "")
        }
        let words = (known + [PatternPart.causeClassName]).joined(separator: ", ")
        throw Problem("--by: there is no dimension \(name); use \(words)")
      }
      parts.append(part)
    }
    return parts
  }
}

extension Ledger {
  /// What answers call a ticket: its external reference, or its number.
  func name(of ticket: TicketID) throws -> String {
    try reference(of: ticket) ?? "\(ticket)"
  }
}

extension JSONValue {
  /// A figure, whole where it is, or null.
  fileprivate static func figure(_ number: Double?) -> JSONValue {
    guard let number else { return .null }
    return Int64(exactly: number).map { .integer($0) } ?? .number(number)
  }
}
