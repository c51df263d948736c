import Foundation
import StudySupport
import TicketLedger

/// One run of one scenario.
final class Trial {
  /// How much is done.
  enum Size: String {
    /// What a build without optimisation does in a moment.
    case short
    case long
  }

  let scenario: Scenario
  let seed: UInt64
  let round: Int
  let size: Size
  let defect: Defect
  /// The folder for all that it makes.
  let folder: String
  /// Nil where nothing can be loaded before LMDB: elsewhere than on Linux, and under a sanitizer.
  let saboteur: Saboteur?
  /// The processes that it started.
  var children: [Child] = []
  var numbers: SeededNumbers
  private var outputs = 0

  init(
    _ scenario: Scenario,
    seed: UInt64,
    round: Int,
    size: Size,
    defect: Defect,
    folder: String,
    saboteur: Saboteur?
  ) throws {
    self.scenario = scenario
    self.seed = seed
    self.round = round
    self.size = size
    self.defect = defect
    self.folder = folder
    self.saboteur = saboteur
    numbers = SeededNumbers(seed: seed &* 1_000_003 &+ UInt64(round) &* 31 &+ scenario.salt)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// The figure for this size.
  func size(short: Int, long: Int) -> Int { size == .short ? short : long }

  /// Where the ledger lies.
  var ledger: String { folder + "/desk.ledger" }

  func newOutput() -> String {
    outputs += 1
    return "\(folder)/output-\(outputs)"
  }

  /// Ends what is still running, and removes the files.
  func clear() {
    for child in children { child.kill() }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// How all processes open the ledger.
  static func options(_ change: (inout Ledger.Options) -> Void = { _ in }) -> Ledger.Options {
    var options = Ledger.Options(
      durability: .none,
      origin: "fictional.example/desk",
      pollInterval: .milliseconds(pollInterval)
    )
    change(&options)
    return options
  }

  /// In milliseconds.
  static let pollInterval = 5

  /// Makes the ledger, with so many open tickets.
  func makeLedger(tickets: Int) async throws {
    let ledger = try await Ledger.open(at: ledger, options: Trial.options())
    for number in 1...tickets { try await ledger.submit(.open("T-\(number)"), by: "parent") }
    await ledger.close()
  }

  /// Fails where the ledger has anything wrong with it, or shows what a replay does not.
  func checkLedger() async throws -> Ledger {
    let report = try await Ledger.verify(at: ledger)
    guard report.problemCount == 0 else {
      let first = report.problems.first.map { "\($0)" } ?? ""
      throw StudyFailure("verify finds \(report.problemCount) problems, such as: \(first)")
    }
    let ledger = try await Ledger.open(
      at: ledger,
      options: Trial.options { $0.examinesFile = true }
    )
    let replayed = try await ledger.replay().digests()
    guard ledger.read({ $0.digests() }) == replayed else {
      throw StudyFailure("the ledger shows what a replay does not")
    }
    return ledger
  }
}

/// What a trial did, for a table.
struct Tally {
  /// What its checks looked at: operations of a history, openings, rounds of a clock.
  var operations = 0
  /// Figures of that scenario, the greatest of all rounds.
  var figures: [(name: String, value: Double)] = []
}
