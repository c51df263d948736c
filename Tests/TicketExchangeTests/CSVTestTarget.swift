import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// A stand-in for a ledger: all or nothing per call, structure and time checked, able to fail.
actor RecordingTarget: ImportTarget {
  struct Cut: Error {}
  struct Refused: Error {
    let why: String
  }

  private(set) var facts: [Submission] = []
  private(set) var marks: [String: ImportMark] = [:]
  private(set) var finished: [UInt64] = []
  private(set) var calls = 0
  private var lastTimes: [String: Instant] = [:]
  private let failingCall: Int?
  private let held: Set<String>

  init(failingAtCall failingCall: Int? = nil, holding held: Set<String> = []) {
    self.failingCall = failingCall
    self.held = held
  }

  /// A target that goes on from where another stood.
  init(after other: RecordingTarget) async {
    self.init()
    facts = await other.facts
    marks = await other.marks
    lastTimes = await other.lastTimes
  }

  func importMarks(of source: String) -> [String: ImportMark] { marks }

  func heldReferences(among references: [String]) -> Set<String> {
    held.intersection(references)
  }

  func record(
    _ new: [Submission],
    marking newMarks: [ImportMark],
    of source: String,
    completing completedRows: UInt64?
  ) throws -> Recording {
    calls += 1
    if calls == failingCall { throw Cut() }
    var recording = Recording()
    var times = lastTimes
    for fact in new {
      guard case .reference(let ticket) = fact.command.ticket, let at = fact.occurredAt else {
        throw Refused(why: "no ticket or time")
      }
      let isOpening = fact.command.action.kind == .opened
      guard isOpening == (times[ticket] == nil) else { throw Refused(why: "opening of \(ticket)") }
      if let before = times[ticket], at < before { throw Refused(why: "time of \(ticket)") }
      times[ticket] = at
      recording.eventsByKind[fact.command.action.kind, default: 0] += 1
    }
    lastTimes = times
    facts += new
    for var mark in newMarks {
      #expect(mark.replacedRows == marks[mark.ticket]?.rows)
      mark.replacedRows = nil
      marks[mark.ticket] = mark
    }
    if let completedRows {
      finished.append(completedRows)
      recording.eventsByKind[.importAdvanced] = 1
    }
    return recording
  }

  /// What happened to one ticket, each event in a few words.
  func history(of ticket: String) -> [String] {
    facts.filter { $0.command.ticket == .reference(ticket) }.map(\.brief)
  }
}

extension Submission {
  /// The fact in a few words, for comparing histories.
  var brief: String {
    switch command.action {
    case .open(let opening):
      let terms = opening.classification.map { "\($0)=\($1.brief)" }.sorted()
      return (["opened"] + terms).joined(separator: " ")
    case .route(let team, let level, _): return "routed \(team?.brief ?? "-") \(level ?? 0)"
    case .assign(let agent): return "assigned \(agent?.brief ?? "-")"
    case .pause(let reason, _): return "paused \(reason.name)"
    case .prioritise(let change): return "prioritised \(change.priority ?? 0)"
    case .classify(let terms):
      let parts = terms.map { "\($0)=\($1?.brief ?? "-")" }.sorted()
      return (["classified"] + parts).joined(separator: " ")
    case .resolve(let resolution): return "resolved \(resolution.code?.brief ?? "-")"
    case .reply(let purpose, _, let text): return "replied \(purpose.name) \(text ?? "-")"
    case .rate(let score, _): return "rated \(score)"
    case .logWork(let minutes, _, _): return "workLogged \(minutes)"
    case .link(let relation, .outside(let target)): return "linked \(relation.name) \(target)"
    case .unlink(let relation, .outside(let target)): return "unlinked \(relation.name) \(target)"
    default: return command.action.kind.name
    }
  }
}

extension TermReference {
  fileprivate var brief: String {
    if case .name(let name) = self { name } else { "#" }
  }
}

extension PersonReference {
  fileprivate var brief: String {
    if case .identity(let name) = self { name } else { "#" }
  }
}

/// Numbers that look random and are the same in every run (Steele, Lea, Flood: SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A folder of one test's own, gone afterwards.
final class TestFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func file(_ name: String, _ text: String) throws -> URL {
    try file(name, Data(text.utf8))
  }

  func file(_ name: String, _ data: Data) throws -> URL {
    let file = url.appendingPathComponent(name)
    try data.write(to: file)
    return file
  }
}

/// A sample that lies beside the tests.
func sample(_ name: String) throws -> URL {
  try #require(
    Bundle.module.url(forResource: "Samples/\(name)", withExtension: nil),
    "the sample \(name) is missing"
  )
}
