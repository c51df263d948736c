import ArgumentParser
import Foundation
import TicketLedger
import Transparency

/// Writes the log as files that others can check.
struct ExportTlogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tlog",
    abstract: "Write the log up to its last signed checkpoint, to be checked with tools of others.",
    discussion: """
      The folder has the log's public key, the events as they were hashed, the tree's tiles and the \
      checkpoints, as C2SP tlog-tiles, tlog-checkpoint and tlog-proof have them. Words are not in it. \
      Events after the last checkpoint are left out: sign them first \
      with checkpoint.

        ticket-ledger export tlog evidence --prove 0 --prove 4711
      """
  )

  @OptionGroup var ledger: LedgerArguments

  @Option(
    name: .long,
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Write a proof file of the event at this position, too; may be given again.",
      valueName: "position"
    ),
    transform: WholeNumber.position
  )
  var prove: [UInt64] = []

  @Option(
    name: .long,
    parsing: .singleValue,
    help: ArgumentHelp(
      "The public key of a witness, to lie beside the log's; may be given again.",
      valueName: "vkey|file"
    )
  )
  var witness: [String] = []

  @Argument(help: "The folder to write: a new or an empty one.", completion: .directory)
  var destination: String

  func run() async throws {
    let witnesses = try witness.map { try LogKeyArguments.verifier($0) }
    if FileManager.default.fileExists(atPath: destination) {
      let names = try? FileManager.default.contentsOfDirectory(atPath: destination)
      guard names?.isEmpty == true else {
        throw Problem("\(destination): something is there already; name a new folder")
      }
    }
    try await ledger.reading(examining: true) { try export($0, witnesses: witnesses) }
  }

  private func export(_ ledger: Ledger, witnesses: [NoteVerifier]) throws {
    guard let log = try ledger.logKey() else {
      throw Problem("the log has no signing key yet; sign it first with checkpoint")
    }
    let policy = CheckpointPolicy(log: log, origin: try ledger.origin())
    // What was signed with an earlier key cannot be checked with the one that lies in the folder.
    var kept = try ledger.checkpoints().filter { (try? policy.open($0)) != nil }
    guard let last = kept.popLast(), let checkpoint = Checkpoint(text: last.unverifiedText) else {
      throw Problem("nothing was signed with the log's key yet; sign it first with checkpoint")
    }
    if let position = prove.first(where: { $0 >= checkpoint.size }) {
      throw Problem(
        "--prove: position \(position) is not in the last checkpoint, which has \(checkpoint.size) "
          + "events; sign a later one first with checkpoint"
      )
    }
    try write(
      BundleContents(
        size: checkpoint.size,
        log: log,
        origin: checkpoint.origin,
        witnesses: witnesses,
        proven: prove,
        checkpoints: kept
      ),
      of: ledger,
      signedIn: last
    )
    let later = ledger.read { $0.eventCount } - checkpoint.size
    let left = later == 0 ? "" : "; \(later) events since its checkpoint are left out"
    Terminal.say("exported \(counted(checkpoint.size, "event")) to \(destination)\(left)")
  }

  private func write(
    _ contents: BundleContents,
    of ledger: Ledger,
    signedIn note: SignedNote
  ) throws {
    let progress = ProgressLine()
    defer { progress.finish() }
    do throws(BundleWritingError) {
      try BundleWriter(files: FolderFiles(path: destination)).write(contents) { range in
        progress.show("exporting", range.upperBound, of: contents.size, unit: "events")
        return try ledger.envelopes(range)
      } sign: { _ in
        note
      }
    } catch {
      switch error {
      case .host(let error): throw error
      case .file(let fault):
        throw Problem("\(destination)/\(fault); is its disk full?", exitCode: 3)
      case .otherCheckpoint:
        throw Problem("the events are not those that were signed; run verify", exitCode: 1)
      default: throw Problem("\(error)", exitCode: 3)
      }
    }
  }
}
