import TicketLedger

extension JSONLImport {
  /// The erasures that one person or program decided on one basis, one after the other in the export.
  ///
  /// They share a commit: each costs a look through all tickets.
  struct Erasures {
    var persons: [PersonReference] = []
    let basis: String
    let actor: ActorReference
    let firstLine: Int
  }

  /// Adds an erasure to those that wait, or has those carried out first where it is another's.
  ///
  /// The events before it are recorded by now: it takes their words away.
  func add(
    _ erasure: EventRecord.PersonErasure,
    at line: JSONLine,
    to group: inout Group,
    erasingFrom target: Ledger
  ) async throws {
    let targets = group.events.targets(of: erasure)
    guard !targets.isEmpty else {
      if group.events.leaveOut(erasure) { group.summary.alreadyImported += 1 }
      return
    }
    let actor = group.events.actor(of: erasure)
    if let waiting = group.erasures, waiting.basis != erasure.basis || waiting.actor != actor {
      try await erase(&group, from: target)
    }
    if group.erasures == nil {
      group.erasures = Erasures(basis: erasure.basis, actor: actor, firstLine: line.number)
    }
    group.erasures?.persons += targets
  }

  /// Carries out the erasures that wait, if any.
  func erase(_ group: inout Group, from target: Ledger) async throws {
    guard let erasures = group.erasures else { return }
    group.erasures = nil
    try Task.checkCancellation()
    let end = target.read { $0.eventCount }
    let receipts = try await receipts(of: erasures, in: target)
    guard let last = receipts.compactMap(\.position).max(), last.rawValue >= end else { return }
    // Who erased may be new to the ledger.
    for recorded in try target.events(from: Position(end), atMost: Int(last.rawValue - end) + 1) {
      group.summary.byKind[recorded.event.kind, default: 0] += 1
    }
  }

  private func receipts(
    of erasures: Erasures,
    in target: Ledger
  ) async throws -> [ErasureReceipt] {
    do {
      return try await target.erase(
        contentsOf: erasures.persons,
        basis: erasures.basis,
        by: erasures.actor
      )
    } catch {
      guard case .refused(let refusal) = error else { throw error }
      throw ImportError(
        file: file,
        line: erasures.firstLine,
        problem: "the erasure is refused: \(refusal)",
        remedy: "the lines before these are recorded; mend the export and import it again"
      )
    }
  }
}
