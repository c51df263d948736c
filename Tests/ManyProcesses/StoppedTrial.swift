import Foundation
import StudySupport
import Synchronization
import TicketLedger

/// Processes that are stopped while they hold a snapshot or the write transaction; `SIGSTOP`.
enum StoppedTrial {
  static func run(_ trial: Trial) async throws -> Tally {
    try await trial.makeLedger(tickets: 1)
    let ledger = try await Ledger.open(at: trial.ledger, options: Trial.options())
    let count = trial.size(short: 300, long: 4_000)
    let tally: Tally
    do {
      let growth = try await stopReader(trial, ledger, count)
      try await stopWriter(trial, ledger)
      tally = Tally(operations: 3 * count, figures: growth)
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.close()
    let checked = try await trial.checkLedger()
    await checked.close()
    return tally
  }

  /// Notes, each in a commit of its own; by how many bytes a commit the file grows.
  private static func note(_ count: Int, _ ledger: Ledger) async throws -> Double {
    let before = ledger.sizeInBytes
    for number in 0..<count {
      try await ledger.submit(.note("T-1", "words of note \(number)"), by: "parent")
    }
    return Double(ledger.sizeInBytes - before) / Double(count)
  }

  private static func stopReader(
    _ trial: Trial,
    _ ledger: Ledger,
    _ count: Int
  ) async throws -> [(name: String, value: Double)] {
    _ = try await note(count / 2, ledger)
    let usual = try await note(count, ledger)
    let reader = try Child(["holder", trial.ledger], trial)
    _ = try reader.answer("ready")
    reader.tell("hold 1")
    let before = try reader.answer("holding").dropFirst("holding".count)
    reader.stop()
    let held = try await note(count, ledger)
    // Nobody else is kept waiting.
    let other = try Child(["reader", trial.ledger, "1", "1", "30", "1"], trial)
    _ = try other.answer("ready")
    other.tell("go")
    try other.end()
    reader.goOn()
    reader.tell("again")
    let after = try reader.answer("again").dropFirst("again".count)
    guard before == after else {
      throw StudyFailure("a snapshot of events and sum\(before) became\(after) under its reader")
    }
    reader.tell("drop")
    _ = try reader.answer("dropped")
    let freed = try await note(count, ledger)
    try reader.end()
    guard freed <= max(held / 4, usual * 2) else {
      throw StudyFailure("the file grows by \(freed) bytes a commit after the reader let go")
    }
    return [
      ("bytes a commit, nobody holds a snapshot", usual),
      ("bytes a commit, one is held", held),
      ("bytes a commit, after it is let go", freed),
    ]
  }

  /// Others wait for a writer that is stopped in its transaction, and go on when it does, or dies.
  private static func stopWriter(_ trial: Trial, _ ledger: Ledger) async throws {
    for dies in [false, true] {
      let writer = try Child(["holder", trial.ledger], trial)
      _ = try writer.answer("ready")
      writer.tell("write")
      _ = try writer.answer("writing")
      writer.stop()
      let done = Flag()
      let submission = Task {
        try await ledger.submit(.note("T-1", "waits"), by: "parent")
        done.set()
      }
      try await Task.sleep(for: .milliseconds(300))
      guard !done.isSet else { throw StudyFailure("two processes wrote at once") }
      guard try ledger.ticket("T-1") != nil, ledger.read({ $0.ticketCount }) == 1 else {
        throw StudyFailure("a writer that is stopped hides the ledger from readers")
      }
      let other = try Child(["reader", trial.ledger, "1", "1", "30", "1"], trial)
      _ = try other.answer("ready")
      other.tell("go")
      try other.end()
      if dies {
        writer.kill()
      } else {
        writer.goOn()
        writer.tell("drop")
        _ = try writer.answer("dropped")
      }
      try await submission.value
      if !dies { try writer.end() }
    }
  }
}

/// Something that happened, told from one task to another.
final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .acquiring) }

  func set() { value.store(true, ordering: .releasing) }
}
