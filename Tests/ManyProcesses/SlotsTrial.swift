import Foundation
import StudySupport
import TicketLedger

/// Readers that died in their snapshots, more than the table of readers has slots.
enum SlotsTrial {
  /// Almost the whole table, which has 2,048 slots.
  private static let perProcess = 680
  private static let processes = 3

  static func run(_ trial: Trial) async throws -> Tally {
    try await trial.makeLedger(tickets: 1)
    let ledger = try await Ledger.open(at: trial.ledger, options: Trial.options())
    let generations = trial.size(short: 1, long: 4)
    let result: Result<Double, any Error>
    do {
      // Open before all that die: opening clears slots, and these have to be cleared otherwise.
      let old = try Child(["holder", trial.ledger], trial)
      _ = try old.answer("ready")
      for generation in 1...generations {
        try killReaders(trial)
        old.tell("hold 64")
        _ = try old.answer("holding", generation)
        old.tell("drop")
        _ = try old.answer("dropped", generation)
        for _ in 0..<50 { _ = try ledger.history(of: "T-1") }
      }
      try old.end()
      result = .success(try await growth(trial, ledger))
    } catch {
      result = .failure(error)
    }
    await ledger.close()
    let growth = try result.get()
    let checked = try await trial.checkLedger()
    await checked.close()
    return Tally(
      operations: generations * processes * perProcess,
      figures: [
        ("slots of dead readers", Double(generations * processes * perProcess)),
        ("MiB that a dead reader's snapshot cost", growth / 1_048_576),
      ]
    )
  }

  private static func killReaders(_ trial: Trial) throws {
    let readers = try (0..<processes).map { _ in try Child(["holder", trial.ledger], trial) }
    for reader in readers { _ = try reader.answer("ready") }
    for reader in readers {
      reader.tell("hold \(perProcess)")
      _ = try reader.answer("holding")
    }
    for reader in readers { reader.kill() }
  }

  /// A reader dies in its snapshot, and nobody opens the ledger any more: how far its file grows.
  private static func growth(_ trial: Trial, _ ledger: Ledger) async throws -> Double {
    let reader = try Child(["holder", trial.ledger], trial)
    _ = try reader.answer("ready")
    reader.tell("hold 1")
    _ = try reader.answer("holding")
    reader.kill()
    // Its pages come to more than what is let grow until slots are cleared, and then to no more.
    let most = Double(24 << 20)
    let words = String(repeating: "w", count: 3_000)
    let before = Double(ledger.sizeInBytes)
    let count = trial.size(short: 900, long: 3_000)
    for number in 0..<count {
      try await ledger.submit(.note("T-1", number.isMultiple(of: 50) ? words : "w"), by: "parent")
    }
    let growth = Double(ledger.sizeInBytes) - before
    guard growth < most else {
      throw StudyFailure("the file grew by \(growth) bytes for a reader that was dead")
    }
    return growth
  }
}
