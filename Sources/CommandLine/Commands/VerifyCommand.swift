import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger
import Transparency

/// Reads every byte again.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read every byte again, and say what is wrong and where.",
    discussion: """
      Checks the file's pages before anything else opens them, what each event says of those before \
      it, the contents by their digests, the file of keys by what the log says of persons, the evidence \
      tree and the signed checkpoints, the stream heads, and the stored projections by folding the log \
      again. Writes nothing, unless --repair is given; needs no keys to words, and works on a copy. Where \
      --keys is given, what identifies the persons of a sealed ledger is opened too, and compared with \
      where it leads.

      Others may go on writing, however busily: where they do, the pages are examined under a read \
      transaction, so that none of them is written over, and the file may grow a little meanwhile.

      A whole history that was rewritten with its key, and an old copy that was put back, can only be \
      told from outside: keep checkpoints elsewhere, and give them with --against.

      Exits with 1 where anything is wrong, and with 3 where there is no ledger or it cannot be read.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A signed checkpoint that was kept outside; may be given several times.",
      valueName: "file"
    ),
    completion: .file()
  )
  var against: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The log's public key; the one that the log itself adopted, where left out.",
      discussion: "A file that holds it, or the key itself: NAME+ID+BASE64. Several may be given.",
      valueName: "file|vkey"
    ),
    completion: .file()
  )
  var key: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The public key of a witness, or a file with it: check its lines on checkpoints.",
      discussion: "May be given several times.",
      valueName: "file|vkey"
    ),
    completion: .file()
  )
  var witness: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Do not miss the file of keys: this is a backup that was made without it."
    )
  )
  var withoutKeys = false

  @Flag(
    help: ArgumentHelp(
      "Write anew what the events give: stored projections that differ, and the tree's hashes.",
      discussion: "The hashes only where a signed checkpoint vouches for the events."
    )
  )
  var repair = false

  func run() async throws {
    let options = VerificationOptions(
      repairs: repair,
      expectsKeys: !withoutKeys,
      encryptionKeys: try encryptionKeys(),
      keys: try key.map(LogKeyArguments.verifier(ofLog:)),
      witnesses: try witness.map(VerifyCommand.witness),
      against: try against.map(VerifyCommand.note)
    )
    let progress = ProgressLine()
    let report = try await Ledger.verify(at: try ledger.path(), options: options) {
      progress.show(
        $0 == .pages ? "examining" : "verifying",
        $1,
        of: $2,
        unit: $0 == .pages ? "pages" : "events"
      )
    }
    progress.finish()
    format.answer(json: report.json, text: report.text)
    if !report.isSound { throw ExitCode(1) }
  }

  /// The keys of the folder that was named; nil where none was, or the ledger is plain.
  private func encryptionKeys() throws -> KeyEncryptionKeys? {
    guard ledger.keys != nil else { return nil }
    let folder = try ledger.keyFolder()
    let isSealed = FileManager.default.fileExists(atPath: try ledger.path() + "/keys")
    if let problem = folder.problem(isSealed: isSealed) { throw Problem(problem) }
    guard case .sealed(let keys) = try folder.privacy() else { return nil }
    return keys
  }

  private static func witness(_ text: String) throws -> NoteVerifier {
    let verifier = try LogKeyArguments.verifier(text)
    guard verifier.type == .cosignature else {
      throw Problem("\(text): this is a log's key, and no witness's; give it with --key")
    }
    return verifier
  }

  private static func note(_ path: String) throws -> SignedNote {
    let bytes = try InputFile.contents(of: path, atMost: 1 << 20)
    do throws(NoteRefusal) {
      return try SignedNote(parsing: bytes)
    } catch {
      throw Problem("\(path): this is no signed checkpoint: \(error)")
    }
  }
}

extension VerificationReport {
  /// The answer for programs.
  fileprivate var json: JSONValue {
    [
      "ok": .bool(isSound),
      "size": .whole(size),
      "root": .text(root?.base64),
      "keys": .array(
        keys.map { key in
          [
            "vkey": .string(key.verifier.vkey), "from": key.adoptedAt == nil ? "option" : "log",
            "position": key.adoptedAt?.json ?? .null,
          ]
        }
      ),
      "witnesses": .array(
        witnesses.map { ["vkey": .string($0.verifier.vkey), "lines": .whole($0.lineCount)] }
      ),
      "checkpoints": .whole(checkpointCount),
      "signedUpTo": signedSize.map { .whole($0) } ?? .null,
      "problems": .array(problems.map(\.json)),
      "problemCount": .whole(problemCount),
      "present": .whole(presentCount),
      "erased": .whole(erasedCount),
      "missing": .whole(missingCount),
      "repaired": .array(repaired.map(\.json)),
      "notes": .array(allNotes.map { .string($0) }),
    ]
  }

  /// The notes, and one more where a log that has a signing key ends with events that are in no signed
  /// checkpoint: whoever can write to the file can change them and all that vouches for them.
  private var allNotes: [String] {
    let signed = signedSize ?? 0
    guard !keys.isEmpty, signed < size else { return notes }
    return notes + [
      "\(counted(size - signed, "event")) from position \(signed) on: in no signed checkpoint; "
        + "`ticket-ledger checkpoint` signs one"
    ]
  }

  /// The answer for people.
  fileprivate var text: String {
    var lines: [String] = []
    for problem in problems {
      let place = problem.position.map { " at \($0)" } ?? ""
      lines.append(Terminal.bold("\(problem.kind.rawValue)\(place)"))
      lines.append("  \(Terminal.harmless(problem.finding))")
      lines.append("  \(problem.remedy)")
    }
    if problemCount > UInt64(problems.count) {
      lines.append("and \(problemCount - UInt64(problems.count)) more")
    }
    lines += repaired.map { "written anew: \(Terminal.harmless($0.finding))" }
    lines += allNotes.map { "note: \(Terminal.harmless($0))" }
    if !lines.isEmpty { lines.append("") }
    lines.append(
      "\(counted(size, "event")), \(counted(checkpointCount, "checkpoint")), "
        + "\(counted(presentCount, "content")); \(counted(erasedCount, "content")) erased, "
        + "\(missingCount) missing"
    )
    if let root { lines.append("root \(root.base64)") }
    for key in keys {
      let source = key.adoptedAt.map { "adopted by the log at position \($0)" } ?? "given"
      lines.append("believed \(Terminal.harmless(key.verifier.vkey)), \(source)")
    }
    for witness in witnesses {
      let name = Terminal.harmless(witness.verifier.vkey)
      lines.append("witness \(name), on \(counted(witness.lineCount, "checkpoint"))")
    }
    lines.append(isSound ? "nothing is wrong" : counted(problemCount, "problem"))
    return lines.joined(separator: "\n")
  }
}

extension Position {
  /// The number, where every program can take it exactly: up to 2^53; a damaged file may name any.
  fileprivate var json: JSONValue { rawValue <= 1 << 53 ? .whole(rawValue) : .null }
}

extension VerificationProblem {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["kind"] = .string(kind.rawValue)
    object["position"] = position?.json ?? .null
    object["detail"] = .string(description)
    if let ticket { object["ticket"] = Position(ticket.rawValue).json }
    if let person { object["person"] = .whole(person.rawValue) }
    if let chunk {
      object["projection"] = .string(chunk.projection)
      object["chunk"] = .whole(chunk.number)
    }
    return .object(object)
  }
}
