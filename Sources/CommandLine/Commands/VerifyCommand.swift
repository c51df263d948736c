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
      it, the contents by their digests, the evidence tree and the signed checkpoints, the stream \
      heads, and the stored projections by folding the log again. Writes nothing, unless --repair is \
      given; needs no keys to words, and works on a copy.

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

  @Flag(help: "Write stored projections that differ anew.")
  var repair = false

  func run() async throws {
    let options = VerificationOptions(
      repairsProjections: repair,
      keys: try key.map(VerifyCommand.verifier),
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

  private static func verifier(_ text: String) throws -> NoteVerifier {
    let isFile = FileManager.default.fileExists(atPath: text)
    let vkey = isFile ? String(decoding: try bytes(of: text), as: UTF8.self) : text
    do throws(KeyRefusal) {
      return try NoteVerifier(vkey: vkey)
    } catch {
      throw Problem("\(text): \(error); give a public key, or the file that holds one")
    }
  }

  private static func note(_ path: String) throws -> SignedNote {
    let bytes = try bytes(of: path)
    do throws(NoteRefusal) {
      return try SignedNote(parsing: bytes)
    } catch {
      throw Problem("\(path): this is no signed checkpoint: \(error)")
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem("\(path) cannot be read; check the path and its permissions")
    }
    return Array(data)
  }
}

extension VerificationReport {
  /// The answer for programs.
  fileprivate var json: JSONValue {
    [
      "ok": .bool(isSound),
      "size": .whole(size),
      "root": .text(root?.base64),
      "checkpoints": .whole(checkpointCount),
      "problems": .array(problems.map(\.json)),
      "problemCount": .whole(problemCount),
      "present": .whole(presentCount),
      "erased": .whole(erasedCount),
      "missing": .whole(missingCount),
      "repaired": .array(repaired.map(\.json)),
      "notes": .array(notes.map { .string($0) }),
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
    lines += notes.map { "note: \(Terminal.harmless($0))" }
    if !lines.isEmpty { lines.append("") }
    lines.append(
      "\(size) events, \(checkpointCount) checkpoints, \(presentCount) contents; "
        + "\(erasedCount) erased, \(missingCount) missing"
    )
    if let root { lines.append("root \(root.base64)") }
    lines.append(isSound ? "nothing is wrong" : "\(problemCount) problems")
    return lines.joined(separator: "\n")
  }
}

extension VerificationProblem {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["kind"] = .string(kind.rawValue)
    object["position"] = position.map { .whole($0.rawValue) } ?? .null
    object["detail"] = .string(description)
    if let ticket { object["ticket"] = .whole(ticket.rawValue) }
    if let chunk {
      object["projection"] = .string(chunk.projection)
      object["chunk"] = .whole(chunk.number)
    }
    return .object(object)
  }
}
