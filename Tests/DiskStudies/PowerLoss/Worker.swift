import Foundation
import StudySupport
import TicketLedger

/// Checks a share of the states of one record, in a process of its own: a damaged ledger may end it.
///
/// It says on its standard output what it does, a line each: `at ID KIND` before a state is checked,
/// `failed ID TEXT`, and at the end `point COUNT`, `kind COUNT NAME` and `done`.
struct Worker {
  let record: Record
  let scenario: Scenario
  let seed: UInt64
  /// How many states to check, and which share of them.
  let states: Int
  let share: (number: Int, of: Int)
  let check: StateCheck
  /// A folder to write states into, and to remove.
  let folder: String
  /// The only state to check; nil for all.
  var only: String?

  private var seen: Set<UInt64> = []
  private var copiesSeen: Set<UInt64> = []
  private var checkedCount = 0
  private var failedCount = 0
  private var counts: [CrashChoice.Kind: Int] = [:]
  /// By crash point, how many rounds in a row had nothing new.
  private var idleRounds: [Int: Int] = [:]

  /// How many choices are tried at one point before the next one has its turn.
  private let perRound: Int
  /// The first point that is looked at: where another process goes on, what was before is a workload of
  /// its own.
  private let firstPoint: Int
  /// A defect is found by one.
  private let mostFailures: Int

  init(
    _ record: Record,
    _ scenario: Scenario,
    seed: UInt64,
    states: Int,
    share: (number: Int, of: Int),
    folder: String
  ) {
    self.record = record
    self.scenario = scenario
    self.seed = seed
    self.states = states
    self.share = share
    let points = record.pointCount
    firstPoint = record.pointCountBeforeGoingOn
    // A short study is to come to the end of the record too.
    perRound = min(max(states * share.of / (points - firstPoint + 1), 1), 12)
    mostFailures = scenario.fault.isDefect ? 1 : 3
    check = StateCheck(scenario: scenario, truth: Truth(record.marks))
    self.folder = folder
  }

  private var isDone: Bool {
    failedCount >= mostFailures || (only == nil && checkedCount >= states)
  }

  mutating func run() async throws {
    var round = 0
    var pointCount = 0
    var idleWalks = 0
    // After some without a new state, there are none to be found.
    while !isDone, idleWalks < 4, only == nil || round == 0 {
      let before = seen.count
      pointCount = max(pointCount, try await walk(round))
      idleWalks = seen.count == before ? idleWalks + 1 : 0
      round += 1
    }
    say("points \(pointCount - firstPoint)")
    for kind in CrashChoice.Kind.allCases {
      if let count = counts[kind] { say("kind \(count) \(kind.rawValue)") }
    }
    say("done")
  }

  /// Goes through the record and stops before each sync has its effect, and at the end: with all that
  /// could be lost, and all that was acknowledged, until then.
  private mutating func walk(_ round: Int) async throws -> Int {
    var disk = SimulatedDisk()
    var promises = Promises()
    var point = 0
    for operation in record.operations {
      switch operation {
      case .marked(let mark): promises.note(mark)
      case .synced:
        try await stop(at: point, disk, promises, round)
        point += 1
        try disk.apply(operation)
      case .written(let file, let offset, let bytes, isDurable: true):
        var before = disk
        try before.apply(.written(file, at: offset, bytes, isDurable: false))
        try await stop(at: point, before, promises, round)
        point += 1
        try disk.apply(operation)
      default: try disk.apply(operation)
      }
      if isDone { return point }
    }
    try await stop(at: point, disk, promises, round)
    return point + 1
  }

  private mutating func stop(
    at point: Int,
    _ disk: SimulatedDisk,
    _ promises: Promises,
    _ round: Int
  ) async throws {
    let place = only?.split(separator: ".").compactMap { Int($0) }
    guard point >= firstPoint, place == nil || place?.first == point else { return }
    guard idleRounds[point, default: 0] < 2 else { return }
    let choices = CrashChoices(disk.pending, seed: mixed(seed) ^ mixed(UInt64(point)))
    if let place {
      guard round == 0, place.count == 2 else { return }
      let choice = choices[place[1]]
      return try await visit("\(point).\(place[1])", disk.state(choice), choice, promises)
    }
    // Nothing can be lost, and so there is one state.
    let isCertain = disk.pending.isEmpty
    guard !isCertain || round == 0 else { return }
    var end = isCertain ? 1 : (round + 1) * perRound
    if scenario.isExhaustive { end = max(min(end, choices.fixedCount), round * perRound) }
    let numbers = round * perRound..<end
    let before = seen.count
    for number in numbers where !isDone {
      // Where each point has few turns, they are of other kinds at the next point.
      let number = perRound < 4 && !isCertain ? number * 7 + point % 7 : number
      let choice = choices[number]
      try await visit("\(point).\(number)", disk.state(choice), choice, promises)
    }
    let isIdle = seen.count == before && numbers.upperBound > choices.fixedCount
    idleRounds[point] = isIdle ? idleRounds[point, default: 0] + 1 : 0
  }

  private mutating func visit(
    _ id: String,
    _ state: DiskState,
    _ choice: CrashChoice,
    _ promises: Promises
  ) async throws {
    // The same bytes are another state once more is promised of them.
    let identity = mixed(state.hash ^ mixed(UInt64(promises.count)))
    guard seen.insert(identity).inserted else { return }
    guard only != nil || identity % UInt64(share.of) == UInt64(share.number) else { return }
    say("at \(id) \(choice.kind.rawValue)")
    checkedCount += 1
    counts[choice.kind, default: 0] += 1
    let copy = mixed(state.hash(of: Scenario.copyName) ^ UInt64(promises.copySize ?? 0))
    let isNewCopy = promises.copySize != nil && copiesSeen.insert(copy).inserted
    let root = folder + "/state"
    try? FileManager.default.removeItem(atPath: root)
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    try state.write(to: root)
    switch await check.outcome(at: root, promises, checksCopy: isNewCopy || only != nil) {
    case .sound: break
    case .failed(let text):
      failedCount += 1
      say("failed \(id) (\(choice.kind.rawValue)) \(Recorder.inOneLine(text))")
    }
  }
}
