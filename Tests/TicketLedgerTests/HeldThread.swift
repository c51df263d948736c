import Dispatch
import TicketLedger

/// The thread of a ledger, held in a transaction: what is submitted meanwhile waits, here and in other
/// processes, and comes into one commit.
struct HeldThread {
  private let gate: DispatchSemaphore
  private let transaction: Task<Void, any Error>

  /// Waits until it is held.
  init(of ledger: Ledger) async {
    let gate = DispatchSemaphore(value: 0)
    let (entries, entry) = AsyncStream.makeStream(of: Void.self)
    transaction = Task {
      try await ledger.transaction { _ in
        entry.yield()
        gate.wait()
      }
    }
    self.gate = gate
    for await _ in entries { break }
  }

  func letGo() {
    gate.signal()
  }

  /// Waits until the transaction, which wrote nothing, is over.
  func end() async throws {
    try await transaction.value
  }
}
