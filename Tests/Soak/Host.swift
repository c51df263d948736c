import StudySupport
import TicketLedger

/// The one ledger of the program that works on it, which is closed and opened again now and then.
final class Host: Sendable {
  private let place: Place
  private let latencies: Latencies
  private let ledger = Guarded<Ledger?>(nil)

  init(_ place: Place, _ latencies: Latencies) {
    self.place = place
    self.latencies = latencies
  }

  func open() async throws {
    let opened = try await latencies.time(.opening) { try await place.open() }
    ledger.withLock { $0 = opened }
  }

  func close() async {
    guard let closing = ledger.withLock({ $0.take() }) else { return }
    await latencies.time(.closing) { await closing.close() }
  }

  /// The open ledger, waited for while it is closed.
  func current() async throws -> Ledger {
    while true {
      if let ledger = ledger.withLock({ $0 }) { return ledger }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Does something with the open ledger; again where it was closed meanwhile, which loses nothing: what
  /// a closing ledger took it answers.
  func with<R: Sendable>(_ body: (Ledger) async throws -> R) async throws -> R {
    while true {
      let ledger = try await current()
      do {
        return try await body(ledger)
      } catch LedgerError.closed {
        try await Task.sleep(for: .milliseconds(2))
      }
    }
  }
}
