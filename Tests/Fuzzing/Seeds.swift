import Foundation
import TicketExchange
import TicketLedger
import Transparency

/// The first inputs of each target, as the library itself writes them; what is written by hand lies
/// beside them.
enum Seeds {
  static func write(to folder: String) {
    let tables = storedTables()
    for (place, entry) in events(of: tables).enumerated() {
      put(entry, in: "envelope", "kind-\(place)", folder)
    }
    for (place, content) in contents(of: tables).enumerated() {
      put(content, in: "contents", "form-\(place)", folder)
    }
    writeStates(to: folder)
    writeEvidence(to: folder, tables)
    writeScripts(to: folder)
    writeBundle(to: folder)
  }

  private static func put(_ bytes: [UInt8], in target: String, _ name: String, _ folder: String) {
    let path = "\(folder)/\(target)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(bytes))
  }

  private static func storedTables() -> [String: [RawTables.Entry]] {
    let path = Scratch.empty("seeds")
    _ = FileManager.default.createFile(atPath: path + "/data.mdb", contents: Data(BaseLedger.file))
    return RawTables.read(path)
  }

  /// One envelope of each kind.
  private static func events(of tables: [String: [RawTables.Entry]]) -> [[UInt8]] {
    var seen: Set<UInt64> = []
    return (tables["events"] ?? []).map(\.value).filter {
      seen.insert($0.number(at: 0, width: 2)).inserted
    }
  }

  /// The calendar, the policy and a few words.
  private static func contents(of tables: [String: [RawTables.Entry]]) -> [[UInt8]] {
    let all = (tables["contents"] ?? []).map(\.value).sorted { $0.count < $1.count }
    let documents = all.filter { $0.first != 0 }
    let sealed: [UInt8] =
      [3, 9, 0, 0, 0] + [UInt8](repeating: 1, count: 12) + [UInt8](repeating: 2, count: 80)
    return documents + all.filter { $0.first == 0 }.suffix(2) + [sealed]
  }

  private static func writeStates(to folder: String) {
    for (place, projection) in Ledger.coreProjections.enumerated() {
      put([UInt8(place)] + state(of: projection), in: "states", projection.name, folder)
    }
  }

  /// A state after the first events.
  private static func state<View: Projection>(of type: View.Type) -> [UInt8] {
    var view = View()
    for (recorded, ticket) in BaseLedger.story.prefix(120) { view.apply(recorded, to: ticket) }
    var writer = ByteWriter()
    view.encode(into: &writer)
    return writer.bytes
  }

  private static func writeEvidence(to folder: String, _ tables: [String: [RawTables.Entry]]) {
    let log = NotesTarget.log
    let leaves = (0..<5).map { Hash.leaf([UInt8($0)]) }
    let root = Hash.root(of: leaves)
    guard
      let checkpoint = Checkpoint(origin: log.verifier.name.text, size: 5, root: root),
      let note = checkpoint.signed(by: [log, NotesTarget.witness], at: 1_700_000_000)
    else { return }
    put([0] + note.bytes, in: "notes", "checkpoint", folder)
    put([1] + Array(checkpoint.text.utf8), in: "notes", "text", folder)
    put([2] + Array(log.verifier.vkey.utf8), in: "notes", "vkey", folder)
    put([2] + Array(log.skey.utf8), in: "notes", "skey", folder)
    let request = WitnessRequest(oldSize: 0, path: [], checkpoint: note)
    put([3] + request.encoded, in: "notes", "request", folder)
    let path = [leaves[1], Hash.root(of: Array(leaves[2..<4])), leaves[4]]
    let proof = LogProof(extra: [1, 2], index: 0, path: path, checkpoint: note)
    put([0] + proof.encoded, in: "proofs", "proof", folder)
    let numbers = [UInt8(0), 1] + path.flatMap(\.bytes)
    put([1] + numbers, in: "proofs", "numbers", folder)
    writeHistory(to: folder, tables, note)
  }

  /// The events of one ticket, as a file with a proof that proves nothing, and as entries to be proven.
  private static func writeHistory(
    to folder: String,
    _ tables: [String: [RawTables.Entry]],
    _ note: SignedNote
  ) {
    let events = (tables["events"] ?? []).filter { $0.value.number(at: 16, width: 8) == 1 }.prefix(
      4
    )
    var script: [UInt8] = [0]
    var entries: [JSONValue] = []
    for event in events {
      let content = tables["contents"]?.first { $0.key == event.key }?.value ?? []
      for size in [event.value.count, content.count] {
        script += [UInt8(size & 0xFF), UInt8(size >> 8)]
      }
      script += event.value + content
      entries.append([
        "position": .whole(event.key.number(at: 0, width: 8)),
        "envelope": .string(Data(event.value).base64EncodedString()),
        "proof": [.string(Hash.emptyTree.base64)],
        "content": .string(Data(content).base64EncodedString()),
      ])
    }
    let history: JSONValue = [
      "format": "ticket-ledger history 1", "ticket": "T000001", "number": 1,
      "log": .string(NotesTarget.log.verifier.vkey),
      "checkpoint": .string(String(decoding: note.bytes, as: UTF8.self)),
      "events": .array(entries), "names": [], "erasures": [],
    ]
    put([2] + Array(history.compact.utf8), in: "proofs", "history", folder)
    put([3] + script, in: "proofs", "entries", folder)
  }

  private static func writeBundle(to folder: String) {
    let log = NotesTarget.log
    let entries = (0..<3).map { [UInt8](repeating: UInt8($0 + 65), count: 9) }
    var bundle: [UInt8] = []
    for entry in entries { _ = EntryBundle.append(entry, to: &bundle) }
    let leaves = entries.map { Hash.leaf($0) }
    guard
      let checkpoint = Checkpoint(
        origin: log.verifier.name.text,
        size: 3,
        root: .root(of: leaves)
      ), let note = checkpoint.signed(by: [log, NotesTarget.witness], at: 1_700_000_000)
    else { return }
    let path = [leaves[1], leaves[2]]
    let files: [(path: String, bytes: [UInt8])] = [
      ("checkpoint", note.bytes),
      ("log.vkey", Array("\(log.verifier.vkey)\n".utf8)),
      ("witness.vkey", Array("\(NotesTarget.witness.verifier.vkey)\n".utf8)),
      ("tile/0/000.p/3", leaves.flatMap(\.bytes)),
      ("tile/entries/000.p/3", bundle),
      ("proofs/0.tlog-proof", LogProof(index: 0, path: path, checkpoint: note).encoded),
      ("checkpoints/3", note.bytes),
    ]
    for flags: UInt8 in 0..<4 {
      put(BundleTarget.archive(files, flags: flags), in: "bundle", "sound-\(flags)", folder)
    }
  }

  /// What is done to sound files: nothing, and one change of each kind.
  private static func writeScripts(to folder: String) {
    for base: UInt8 in 0..<3 { put([base], in: "pages", "sound-\(base)", folder) }
    for kind: UInt8 in 0..<16 {
      put([kind % 3, kind, 4, 0, 1, 0, 2, 5, 1], in: "pages", "edit-\(kind)", folder)
    }
    put([0], in: "tables", "sound", folder)
    put([4], in: "tables", "replayed", folder)
    for table: UInt8 in 0..<10 {
      let edit: [UInt8] = [table, table % 10, 1, 0, 3, 0, 9, 0]
      put([table % 2 * 8 + 3] + edit, in: "tables", "edit-\(table)", folder)
    }
    put([0], in: "keys", "sound", folder)
    put([1, 0, 20, 2, 5, 17, 0, 3], in: "keys", "header", folder)
    put([1, 1, 16, 0, 1, 2, 0], in: "keys", "slot", folder)
    let text = "ticket-ledger key-encryption keys 1\n1 " + Data(count: 32).base64EncodedString()
    put([2] + Array("\(text)\n".utf8), in: "keys", "text", folder)
    put([3] + Array("\(NotesTarget.log.skey)\n".utf8), in: "keys", "signing", folder)
  }
}
