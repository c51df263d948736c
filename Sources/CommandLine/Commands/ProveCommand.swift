import ArgumentParser
import TicketExchange
import TicketLedger
import Transparency

/// Proves an event, or that the log only grew.
struct ProveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove that an event is in the log, or that the log only grew.",
    discussion: """
      The proof of an event (C2SP tlog-proof) holds its bytes and leads from them to a signed \
      checkpoint. --since leads from the log as it was at a size to that checkpoint (C2SP \
      tlog-witness). Neither needs the ledger to be checked:

        ticket-ledger prove 1200 --ledger it.ledger --output 1200.tlog-proof
        ticket-ledger check-proof 1200.tlog-proof --key log.vkey

      For a ticket's whole history see `ticket REF --proof`.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var output: OutputArguments

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Prove that the log only grew since it had so many events.",
      valueName: "size"
    ),
    transform: WholeNumber.position
  )
  var since: UInt64?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "The kept checkpoint to prove it in; the last one, where left out.",
      valueName: "size"
    ),
    transform: WholeNumber.position
  )
  var checkpoint: UInt64?

  @Argument(help: "The event's position.", transform: WholeNumber.position)
  var position: UInt64?

  func validate() throws {
    guard (position == nil) != (since == nil) else {
      throw ValidationError("give the position of an event, or --since")
    }
  }

  func run() async throws {
    let bytes = try await ledger.reading(examining: true) { try proof($0) }
    let file = try output.open()
    try file.write(bytes)
    try file.close()
  }

  private func proof(_ ledger: Ledger) throws -> [UInt8] {
    let (note, size) = try ledger.keptCheckpoint(ofSize: checkpoint)
    if let position {
      guard position < size else {
        throw Problem(
          "position \(position) is not in the checkpoint of \(counted(size, "event")); \(try remedy(for: position, in: ledger))"
        )
      }
      let proof = try ledger.proof(of: Position(position), in: note)
      let envelope = try ledger.envelopes(position..<position + 1)[0]
      return LogProof(extra: envelope, index: position, path: proof.path, checkpoint: note).encoded
    }
    let since = since ?? 0
    guard since <= size else {
      let count = counted(size, "event")
      throw Problem(
        "the checkpoint has \(count), and not \(since); \(try remedy(for: since &- 1, in: ledger))"
      )
    }
    let path = try ledger.consistencyProof(from: since, to: size).path
    return WitnessRequest(oldSize: since, path: path, checkpoint: note).encoded
  }

  /// How to come to a checkpoint that a position is in.
  private func remedy(for position: UInt64, in ledger: Ledger) throws -> String {
    guard position < ledger.read({ $0.eventCount }) else {
      return "the log has no such position yet"
    }
    let kept = try ledger.checkpoints().compactMap { Checkpoint(text: $0.unverifiedText)?.size }
    let isKept = kept.contains { $0 > position }
    return isKept ? "take a later one, or leave --checkpoint out" : "run checkpoint first"
  }
}

extension Ledger {
  /// A kept checkpoint and its size: the last one, or the one of a size.
  func keptCheckpoint(ofSize size: UInt64? = nil) throws -> (SignedNote, size: UInt64) {
    let kept = try checkpoint(at: size)
    guard let kept, let found = Checkpoint(text: kept.unverifiedText) else {
      let which = size.map { " of \($0) events" } ?? ""
      throw Problem("no checkpoint\(which) was kept; run checkpoint, or checkpoint --list")
    }
    return (kept, found.size)
  }
}
