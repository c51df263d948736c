import Foundation
import StudySupport
import Synchronization
import TicketLedger
import Transparency

/// What a desk does with its ledger while its disk is watched, said step by step in marks; see
/// ``Promises``.
final class Workload: Sendable {
  let root: String
  let marks: Marks
  let scenario: Scenario
  private let lastNumber = Atomic<Int>(0)
  private let knownEnd = Atomic<UInt64>(0)
  private let ledger = Mutex<Ledger?>(nil)
  /// The submission whose words an earlier process was about to erase; nil for none.
  let openedBefore: Int?
  /// Who is erased where that is cut off.
  static let goner = "gone"

  /// Below `root` there is a folder, `desk.keys`: empty, or as an earlier process left it that made
  /// submissions up to a number, was acknowledged so many events, and was about to erase words.
  init(
    _ scenario: Scenario,
    in root: String,
    marks: Marks,
    after earlier: (lastNumber: Int, eventCount: UInt64, erased: Int?) = (0, 0, nil)
  ) {
    openedBefore = earlier.erased
    self.scenario = scenario
    self.root = root
    self.marks = marks
    lastNumber.store(earlier.lastNumber, ordering: .relaxed)
    knownEnd.store(earlier.eventCount, ordering: .relaxed)
  }

  var path: String { root + "/" + Scenario.ledgerName }

  /// The ledger, while it is open.
  var openedLedger: Ledger? { ledger.withLock { $0 } }

  /// Does all of it, or what it is to be killed in; an error ends it, and is said.
  @discardableResult
  func run() async -> (any Error)? {
    await saying {
      self.marks.begin("creation")
      if let interruption = self.scenario.interruption {
        return try await self.runUntilKilled(in: interruption)
      }
      try self.makeKeys()
      switch self.scenario.work {
      case .plain: try await self.runPlain()
      case .sealed: try await self.runSealed()
      case .growth: try await self.runGrowth()
      case .lazy: try await self.runLazy()
      case .small: try await self.runSmall()
      }
    }
  }

  /// Does something; an error ends it, and is said.
  func saying(_ body: () async throws -> Void) async -> (any Error)? {
    do {
      try await body()
      return nil
    } catch {
      marks.put("ended \(error)")
      return error
    }
  }

  // MARK: Steps

  /// What a host does before it makes a ledger: a folder beside for its keys, durable.
  static func makeFolderOfKeys(in root: String) {
    guard unsafe mkdir(root + "/desk.keys", 0o700) == 0 else { return }
    syncFolder(root)
  }

  static func syncFolder(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY)
    fsync(descriptor)
    close(descriptor)
  }

  /// Makes the file of keys that the ledger needs, where there is none.
  ///
  /// - Returns: Its name below the root, where there was one.
  @discardableResult
  func makeKeys() throws -> String? {
    let name: String
    switch scenario.work {
    case .plain: name = "desk.keys/signing"
    case .sealed: name = "desk.keys/wrapping"
    case .growth, .lazy, .small: return nil
    }
    if FileManager.default.fileExists(atPath: root + "/" + name) { return name }
    if scenario.isSealed {
      try Scenario.keyEncryptionKeys(in: root).create(forLedgerAt: path)
    } else {
      let file = Scenario.signingKey(in: root)
      try file.create(forLedgerAt: path, name: KeyName(forOrigin: Scenario.origin))
    }
    marks.put("keys \(name)")
    return nil
  }

  /// Opens the ledger; making it is a submission, whose events are the first ones.
  func openLedger() async throws -> Ledger {
    let isFirst = knownEnd.load(ordering: .relaxed) == 0
    if !isFirst { marks.begin("opening") }
    let number = isFirst ? nextNumber() : 0
    if isFirst { marks.put("submitted \(number)") }
    let ledger = try await Ledger.open(at: path, options: try scenario.options(in: root))
    self.ledger.withLock { $0 = ledger }
    if isFirst {
      let end = ledger.read { $0.eventCount }
      marks.put("acknowledged \(number) \(end - 1)")
      try tellEvents(of: ledger)
    }
    return ledger
  }

  func finish(_ ledger: Ledger) async throws {
    try tellEvents(of: ledger)
    marks.begin("closing")
    await ledger.close()
    self.ledger.withLock { $0 = nil }
    marks.put("closed")
  }

  /// The number of the last submission.
  var submittedCount: Int { lastNumber.load(ordering: .relaxed) }
  /// How many events were told of.
  var knownEventCount: UInt64 { knownEnd.load(ordering: .relaxed) }

  func nextNumber() -> Int {
    let number = lastNumber.wrappingAdd(1, ordering: .relaxed).newValue
    return number
  }

  /// Submits one command, and says so before and after.
  @discardableResult
  func submit(
    _ actor: ActorReference = "a-1",
    hasWords: Bool = true,
    to ledger: Ledger,
    _ command: (Int) -> Command
  ) async throws -> Int {
    let number = nextNumber()
    marks.put("submitted \(number)")
    let receipt = try await ledger.submit(command(number), by: actor)
    acknowledge(number, receipt, hasWords: hasWords)
    return number
  }

  func acknowledge(_ number: Int, _ receipt: Receipt, hasWords: Bool) {
    marks.put("acknowledged \(number) \(receipt.position.rawValue)\(hasWords ? " words" : "")")
  }

  /// Says what bytes the events have that came since the last time; one caller at a time.
  func tellEvents(of ledger: Ledger) throws {
    let start = knownEnd.load(ordering: .relaxed)
    let end = ledger.read { $0.eventCount }
    guard end >= start else {
      throw StudyFailure("\(end) events are there, and \(start) were")
    }
    for (index, bytes) in try ledger.envelopes(start..<end).enumerated() {
      let digits = bytes.map { byte in
        let text = String(byte, radix: 16)
        return text.count < 2 ? "0" + text : text
      }
      marks.put("event \(start + UInt64(index)) \(digits.joined())")
    }
    knownEnd.store(end, ordering: .relaxed)
  }

  /// Opens tickets one after the other, and works on each.
  func work(_ prefix: String, _ count: Int, on ledger: Ledger) async throws {
    marks.begin("submissions")
    for index in 0..<count {
      let name = "\(prefix)-\(index)"
      let requester = "r-\(prefix)-\(index % 3)"
      try await submit(.person(.identity(requester)), to: ledger) { number in
        .open(
          name,
          requester: .identity(requester),
          about: ["service": .name("service \(index % 4)")],
          priority: UInt8(1 + index % 4),
          summary: "submission \(number)."
        )
      }
      let ticket = TicketReference.reference(name)
      switch index % 3 {
      case 0:
        try await submit(hasWords: false, to: ledger) { _ in .route(ticket, to: "Network", level: 2)
        }
      case 1: try await submit(to: ledger) { .note(ticket, "submission \($0).") }
      default:
        try await submit(hasWords: false, to: ledger) { _ in .resolve(ticket) }
      }
      try tellEvents(of: ledger)
    }
  }
}
