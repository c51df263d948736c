import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

/// Which tickets and which time figures are about.
struct FigureArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only what happened from then on.",
      discussion: "RFC 3339, for example 2016-03-01, which is its midnight in UTC.",
      valueName: "instant"
    ),
    transform: Instant.argument
  )
  var from: Instant?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only what happened before then.",
      discussion: "With --from 2016-03-01 --until 2016-04-01 it is the month of March.",
      valueName: "instant"
    ),
    transform: Instant.argument
  )
  var until: Instant?

  @Option(name: .long, help: "Only tickets that this team resolved, or holds.")
  var team: String?

  @Flag(name: .long, help: "Only tickets that no team resolved, or holds.")
  var unrouted = false

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "Only tickets that were resolved, or are, at this level.",
    transform: WholeNumber.level
  )
  var level: UInt8?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "Only tickets of this priority when resolved, or now.",
    transform: WholeNumber.priority
  )
  var priority: UInt8?

  @Option(
    name: .long,
    help: ArgumentHelp("Only tickets about this; may be given again.", valueName: "name=term")
  )
  var dimension: [String] = []

  func validate() throws {
    guard team == nil || !unrouted else {
      throw ValidationError("--team and --unrouted exclude each other")
    }
    if let from, let until, until <= from {
      throw ValidationError("--until \(until) is not after --from \(from)")
    }
  }

  /// The filter, with the numbers that the catalogue gives to names.
  func filter(in view: borrowing LedgerView) throws -> FigureFilter {
    var filter = FigureFilter(
      period: Period(from: from, until: until),
      level: level,
      priority: priority,
      terms: try view.terms(dimension)
    )
    if let team { filter.team = .team(try view.term(team, in: .team, option: "--team")) }
    if unrouted { filter.team = TicketFilter.Team.none }
    return filter
  }

  /// Adds the period to an answer.
  func add(to json: inout JSONObject) {
    json["from"] = from.map(\.json) ?? .null
    json["until"] = until.map(\.json) ?? .null
  }

  /// The period and the instant, for people.
  func title(asOf instant: Instant) -> String {
    var title = "as of \(instant)"
    if let from { title += ", from \(from)" }
    if let until { title += ", until \(until)" }
    return title
  }
}

/// How long after its first resolution a reopening shows that a ticket was not solved.
struct WindowArguments: ParsableArguments {
  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "A ticket reopened within so many days of its resolution was not solved.",
      valueName: "days"
    )
  )
  var window = Flow.windowInDays

  func validate() throws {
    guard 0...36_500 ~= window else {
      throw ValidationError("--window: \(window) days; use 0 to 36500")
    }
  }
}

extension FigureKey {
  /// The words for keys that are no dimensions.
  private static let words: [String: FigureKey] = [
    "month": .month, "team": .team, "level": .level, "priority": .priority, "kind": .kind,
    "causeClass": .causeClass,
  ]

  /// Reads a key of the option --by.
  init(_ name: String, in view: borrowing LedgerView, or others: [String] = []) throws {
    if let key = FigureKey.words[name] {
      self = key
    } else if let dimension = view.catalogue.dimension(named: name), dimension.classifiesTickets {
      self = .dimension(dimension)
    } else {
      let words = (others + FigureKey.words.keys).sorted().joined(separator: ", ")
      throw Problem("--by: there is no \(name); use \(words), or a dimension of the ledger")
    }
  }

  /// Reads the keys of the option --by.
  static func keys(_ text: String?, in view: borrowing LedgerView) throws -> [FigureKey] {
    var keys: [FigureKey] = []
    for name in try checkedNames(of: text) { keys.append(try FigureKey(name, in: view)) }
    return keys
  }

  /// The names in the option --by.
  static func names(of text: String?) -> [String] {
    text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
  }

  /// The names in the option --by, each once.
  static func checkedNames(of text: String?) throws -> [String] {
    let names = names(of: text)
    if let text,
      names.isEmpty
        || text.split(separator: ",", omittingEmptySubsequences: false).count > names.count
        || names.contains("")
    {
      throw Problem("--by: a name is missing; write for example month,team")
    }
    if let doubled = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw Problem("--by: \(doubled) stands twice; leave one of them out")
    }
    return names
  }
}

extension LedgerView {
  /// The terms asked for by an option like --dimension service=VPN.
  func terms(_ texts: [String]) throws -> [TermID] {
    var terms: [TermID] = []
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Problem("--dimension: write name=term, for example service=VPN")
      }
      guard let dimension = catalogue.dimension(named: parts[0]) else {
        let known = catalogue.dimensions.filter(\.classifiesTickets)
        var names: [String] = []
        for dimension in known { names.append(catalogue.name(of: dimension) ?? "") }
        throw Problem(
          "--dimension: none is called \(parts[0]); use \(names.joined(separator: ", "))"
        )
      }
      terms.append(try term(parts[1], in: dimension, option: "--dimension"))
    }
    return terms
  }
}
