import Foundation
import StudySupport
import TicketLedger
import Transparency

extension Workers {
  /// Does something every so many seconds.
  private func every(_ seconds: Double, _ body: (Int) async throws -> Void) async throws {
    var turn = 0
    while true {
      try await Task.sleep(for: .seconds(seconds))
      try await body(turn)
      turn += 1
    }
  }

  /// Has a person forgotten, and their place taken by somebody new.
  func erase() async throws {
    var numbers = SeededNumbers(seed: plan.seed &+ 11)
    try await every(plan.secondsBetweenErasures) { _ in
      let identity = persons.replace(at: Int.random(in: 0..<plan.requesters, using: &numbers))
      do {
        try await host.with { ledger in
          _ = try await latencies.time(.erasure) {
            try await ledger.erase(.identity(identity), basis: "asked", by: "agent-1")
          }
        }
        counters.count { $0.erased += 1 }
      } catch LedgerError.refused {
        // Nobody of that name ever asked for anything.
      }
    }
  }

  func sign() async throws {
    try await every(plan.secondsBetweenSignatures) { _ in
      let note = try await host.with { ledger in
        try await latencies.time(.signature) { try await ledger.signCheckpoint() }
      }
      if Checkpoint(text: note.unverifiedText) == nil { counters.add("a checkpoint is none") }
      counters.count { $0.signed += 1 }
    }
  }

  /// Closes the ledger and opens it again, while all others use it.
  func reopen() async throws {
    try await every(plan.secondsBetweenReopenings) { _ in
      // Not to be cut off by the end of the run: somebody has to have it open then.
      try await Task {
        await host.close()
        try await host.open()
      }.value
      counters.count { $0.opened += 1 }
    }
  }

  /// Copies the ledger with its keys, and now and then puts all keys under another.
  func backUp() async throws {
    try await every(plan.secondsBetweenBackups) { turn in
      let path = place.folder + "/copy.ledger"
      place.remove(path)
      do {
        try await host.with { ledger in
          place.remove(path)
          _ = try await latencies.time(.backup) {
            try await ledger.backUp(to: path, withKeys: true)
          }
        }
        counters.count { $0.backups += 1 }
        guard turn.isMultiple(of: 3) else { return }
        try await host.with { _ = try await $0.rotateKeys(in: place.encryptionKeys) }
        counters.count { $0.rotated += 1 }
      }
    }
  }
}
