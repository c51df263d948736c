import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger
import Transparency

/// Checks a proof without the ledger.
struct CheckProofCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-proof",
    abstract: "Check a proof without the ledger.",
    discussion: """
      FILE is what `prove`, `prove --since` or `ticket --proof` wrote, or a proof in the folder that \
      `export tlog` wrote. Give the log's key as you know it from elsewhere: the operator has it as \
      log.vkey in the folder of keys. Exit code 1 where the proof is rejected.

        ticket-ledger check-proof 1200.tlog-proof --key log.vkey
        ticket-ledger check-proof growth.proof --from kept.checkpoint --key log.vkey
      """
  )

  @OptionGroup var key: LogKeyArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The older checkpoint, for a proof that the log only grew.",
      valueName: "file"
    ),
    completion: .file()
  )
  var from: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The event's bytes, where the proof does not bring them.",
      valueName: "file"
    ),
    completion: .file()
  )
  var event: String?

  @Argument(help: "The proof; - for standard input.", completion: .file())
  var file: String

  func run() async throws {
    let bytes = try InputFile.contents(of: file, atMost: 64 << 20)
    guard let verifier = try key.verifier() else {
      throw Problem("give the log's key with --key: a proof's own word of it proves nothing")
    }
    let isHistory = bytes.first == UInt8(ascii: "{")
    let isGrowth = bytes.starts(with: "old ".utf8)
    guard from == nil || isGrowth else {
      throw Problem("\(file) is no proof of `prove --since`; leave --from out")
    }
    guard event == nil || !isHistory && !isGrowth else {
      throw Problem("\(file) is no proof of one event; leave --event out")
    }
    let finding =
      if isHistory {
        history(bytes, verifier)
      } else if isGrowth {
        try growth(bytes, verifier)
      } else {
        try inclusion(bytes, verifier)
      }
    format.answer(json: .object(finding.json), text: finding.text)
    guard finding.isAccepted else { throw ExitCode(1) }
  }

  /// A proof of one event.
  private func inclusion(_ bytes: [UInt8], _ key: NoteVerifier) throws -> Finding {
    let proof: LogProof
    do {
      proof = try LogProof(parsing: bytes)
    } catch {
      return Finding(refusal: "\(file) is no proof that prove or ticket --proof writes (\(error))")
    }
    let given = try event.map { try InputFile.contents(of: $0, atMost: 1 << 20) }
    guard let envelope = given ?? proof.extra ?? exported(proof.index) else {
      throw Problem("\(file): the proof does not bring the event's bytes; give them with --event")
    }
    do {
      let policy = CheckpointPolicy(log: key)
      let checkpoint = try proof.verify(leaf: Hash.leaf(envelope), policy: policy)
      var finding = Finding(checkpoint)
      finding.json["position"] = .whole(proof.index)
      if let event = HistoryProof.event(envelope, at: proof.index) {
        finding.json["event"] = .object(event)
        finding.lines.append("the event at position \(proof.index), its names left as numbers:")
        finding.table = EventTable.text([event])
      } else {
        finding.lines.append("the event at position \(proof.index), of a kind unknown here")
      }
      return finding
    } catch {
      return Finding(refusal: "\(error)", at: proof.index)
    }
  }

  /// The event's bytes in the exported log that the proof lies in; nil where it lies elsewhere.
  private func exported(_ position: UInt64) -> [UInt8]? {
    let bundle = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
    let (index, place) = position.quotientAndRemainder(dividingBy: UInt64(Tile.fullWidth))
    let files = FolderFiles(path: bundle.path)
    for width in (1...Tile.fullWidth).reversed() {
      guard let path = Tile(.entries, index: index, width: width)?.path,
        let bytes = try? files.read(path, atMost: 1 << 24),
        let entries = EntryBundle.parse(bytes), entries.indices.contains(Int(place))
      else { continue }
      return Array(entries[Int(place)])
    }
    return nil
  }

  /// A proof that the log only grew.
  private func growth(_ bytes: [UInt8], _ key: NoteVerifier) throws -> Finding {
    let proof: WitnessRequest
    do {
      proof = try WitnessRequest(parsing: bytes)
    } catch {
      return Finding(refusal: "\(file) is no proof that prove --since writes (\(error))")
    }
    guard let from else {
      throw Problem("give the checkpoint of \(proof.oldSize) events that you kept with --from")
    }
    let policy = CheckpointPolicy(log: key)
    do {
      let old = try policy.open(parsing: InputFile.contents(of: from, atMost: 1 << 20)).checkpoint
      let new = try policy.open(proof.checkpoint).checkpoint
      guard old.size == proof.oldSize else {
        throw Problem("\(from) has \(old.size) events, and the proof begins at \(proof.oldSize)")
      }
      let growth = ConsistencyProof(oldSize: old.size, newSize: new.size, path: proof.path)
      try growth.verify(oldRoot: old.root, newRoot: new.root)
      var finding = Finding(new)
      finding.json["since"] = .whole(old.size)
      finding.lines.append("it only grew since it had \(old.size) events")
      return finding
    } catch let problem as Problem {
      throw problem
    } catch let error as InputError {
      throw error
    } catch {
      return Finding(refusal: "\(error)", at: nil)
    }
  }

  /// A ticket's history.
  private func history(_ bytes: [UInt8], _ key: NoteVerifier) -> Finding {
    let proof: HistoryProof
    do {
      proof = try HistoryProof(JSONValue(parsing: bytes))
    } catch {
      return Finding(refusal: "\(file) is no history that ticket --proof writes: \(error)")
    }
    do {
      let proven = try proof.verify(policy: CheckpointPolicy(log: key))
      var finding = Finding(proven.checkpoint)
      finding.json["ticket"] = .string(proof.ticket)
      finding.json["number"] = .whole(proof.number)
      finding.json["events"] = .array(proven.events.map { .object($0) })
      let last = proven.events.last?["revision"] ?? .null
      finding.json["upToRevision"] = last
      finding.lines.append(
        "the history of ticket \(proof.ticket) up to revision \(last.compact); whether it has later "
          + "events, no proof can show:"
      )
      finding.table = EventTable.text(proven.events)
      return finding
    } catch {
      return Finding(refusal: error.description, at: error.position)
    }
  }
}

/// What checking a proof found.
private struct Finding {
  let isAccepted: Bool
  var json = JSONObject()
  var lines: [String]
  /// Of the events that were proven.
  var table = ""

  init(_ checkpoint: Checkpoint) {
    isAccepted = true
    json["accepted"] = true
    json["origin"] = .string(checkpoint.origin)
    json["size"] = .whole(checkpoint.size)
    json["root"] = .string(checkpoint.root.base64)
    lines = ["accepted: in the log \(checkpoint.origin) of \(counted(checkpoint.size, "event"))"]
  }

  init(refusal: String, at position: UInt64? = nil) {
    isAccepted = false
    json["accepted"] = false
    json["position"] = position.map { .whole($0) } ?? .null
    json["detail"] = .string(refusal)
    lines = ["rejected: \(position.map { "position \($0): " } ?? "")\(refusal)"]
  }

  var text: String {
    let text = lines.map { Terminal.harmless($0) }.joined(separator: "\n")
    return table.isEmpty ? text : "\(text)\n\n\(table)"
  }
}
