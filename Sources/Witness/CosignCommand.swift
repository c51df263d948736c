import ArgumentParser
import Foundation
import Transparency

/// Decides on a checkpoint and cosigns it.
struct CosignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cosign",
    abstract: "Cosign a checkpoint, if the log grew to it from the last one seen.",
    discussion: """
      Prints the witness's signature line, to be put below the others of the checkpoint, and only \
      after what was seen is safe on the disk. Cut off at any moment, it can be asked again: where the \
      answer is then that the checkpoint itself was seen last, ask for it again with that size.

      A request is what C2SP tlog-witness sends to add-checkpoint. An exported log can be given in its \
      place: the witness then reads the proof from the log's tiles by itself.
      """
  )

  @OptionGroup var file: StateFile

  @Flag(help: "SOURCE is the folder of an exported log, and no request.")
  var bundle = false

  @Argument(
    help: ArgumentHelp("The request's file, or - for standard input.", valueName: "source"),
    completion: .file()
  )
  var source: String

  /// 63 hashes and a note; nothing that is asked in good faith is longer.
  private static let longestRequest = 1 << 16

  func run() throws {
    let request = bundle ? nil : try readRequest()
    let (checkpoint, signer) = try file.change { state in
      let asked = try request ?? requestFromBundle(state)
      do throws(WitnessRefusal) {
        return (try state.take(asked), state.signer)
      } catch {
        throw refusal(error, of: asked, by: state)
      }
    }
    // Only now is what was decided durable.
    let now = UInt64(max(Date().timeIntervalSince1970, 0))
    guard let line = checkpoint.cosignature(by: signer, at: now)?.line else {
      throw Problem("the system could not sign; ask again", exitCode: 3)
    }
    try Terminal.say(line, mustBeRead: true)
  }

  private func readRequest() throws -> WitnessRequest {
    let name = source == "-" ? "standard input" : source
    let bytes: [UInt8]
    do {
      let handle =
        source == "-"
        ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
      bytes = try CosignCommand.read(handle)
    } catch {
      throw Problem("\(name) cannot be read; name the file of a request")
    }
    guard bytes.count <= CosignCommand.longestRequest else {
      throw Problem("\(name): a request has at most \(CosignCommand.longestRequest) bytes")
    }
    do throws(WitnessRefusal) {
      return try WitnessRequest(parsing: bytes)
    } catch {
      throw Problem("\(name): this is no request to a witness: \(error)")
    }
  }

  /// Up to a byte more than a request may have: a pipe gives it in pieces.
  private static func read(_ handle: FileHandle) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= longestRequest,
      let piece = try handle.read(upToCount: longestRequest + 1 - bytes.count), !piece.isEmpty
    {
      bytes += piece
    }
    return bytes
  }

  /// What the log would ask for, from its tiles; they prove themselves.
  private func requestFromBundle(_ state: WitnessState) throws -> WitnessRequest {
    let files = FolderFiles(path: source)
    do {
      guard let bytes = try files.read("checkpoint", atMost: CosignCommand.longestRequest) else {
        throw Problem("\(source): there is no file checkpoint; give the folder of an exported log")
      }
      let note = try SignedNote(parsing: bytes)
      guard let checkpoint = Checkpoint(text: note.unverifiedText) else {
        throw Problem("\(source)/checkpoint: this is no checkpoint")
      }
      let size = state.witness.latest(of: checkpoint.origin)?.size ?? 0
      let tiles = FileTiles(source: files, size: checkpoint.size)
      let tree = TiledTree(size: checkpoint.size, reader: tiles)
      // No proof leads back to a smaller log: that is for the witness to say.
      return try WitnessRequest(since: size, to: note, in: tree)
        ?? WitnessRequest(oldSize: size, path: [], checkpoint: note)
    } catch let fault as FileFault {
      throw Problem("\(source): \(fault)")
    } catch let refusal as NoteRefusal {
      throw Problem("\(source)/checkpoint: \(refusal)")
    }
  }

  /// Says what a refusal means; of two histories, the note seen before as well.
  private func refusal(
    _ refusal: WitnessRefusal,
    of request: WitnessRequest,
    by state: WitnessState
  ) -> Problem {
    let meaning =
      switch refusal {
      case .malformed, .notANote, .notACheckpoint: "make the request again"
      case .unknownLog: "make it known with add-log, if you trust its key"
      case .otherOrigin: "a log keeps its origin for ever; do not trust this one"
      case .notSigned: "the log's key did not sign this; do not trust it"
      case .sizesOutOfOrder:
        "a log never gets smaller: an old copy was put back, or its tail was cut off"
      case .otherSize(let latest):
        "make the request again from \(latest) on; if the log cannot, it lost or changed what it had"
      case .otherRoot: "the log signed two histories; keep both notes, together they prove it"
      case .inconsistent:
        "the proof is damaged, or the history before was rewritten; keep both notes"
      }
    let line = "not cosigned (\(refusal.httpStatus)): \(refusal); \(meaning)"
    switch refusal {
    case .sizesOutOfOrder, .otherRoot, .inconsistent:
      guard let checkpoint = Checkpoint(text: request.checkpoint.unverifiedText),
        let note = state.latest(of: checkpoint.origin)
      else { return Problem(line, exitCode: 1) }
      let seen = String(decoding: note.bytes, as: UTF8.self)
      let evidence = seen.components(separatedBy: "\n").dropLast()
      return Problem([line, "what was seen before:"] + evidence, exitCode: 1)
    default: return Problem(line, exitCode: 1)
    }
  }
}
