import Foundation
import TicketExchange
import TicketLedger
import Transparency

/// Proofs: of an event, of growth, and of a ticket's history, as files and as numbers and hashes.
enum ProofsTarget {
  /// The first byte says what the others are.
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch first % 4 {
    case 0: readProof(rest)
    case 1: verify(rest)
    case 2: readHistory(rest)
    default: proveHistory(rest)
    }
  }

  private static func readProof(_ bytes: [UInt8]) {
    guard let proof = try? LogProof(parsing: bytes) else { return }
    demand(proof.encoded == bytes, "a proof of other bytes")
    _ = try? proof.verify(leaf: .leaf([1, 2, 3]), policy: NotesTarget.policy)
    // Signed here, the proof itself is looked at.
    guard let checkpoint = Checkpoint(text: proof.checkpoint.unverifiedText),
      let note = checkpoint.signed(by: [NotesTarget.log])
    else { return }
    let signed = LogProof(index: proof.index, path: proof.path, checkpoint: note)
    _ = try? signed.verify(leaf: .leaf([1, 2, 3]), policy: NotesTarget.policy)
  }

  /// Sizes and hashes; a path that does not lead to the root must not verify.
  private static func verify(_ bytes: [UInt8]) {
    var script = Script(bytes)
    let first = script.telling([5, 9, 255, 256])
    let second = script.telling([5, 9, 255, 256])
    var path: [Hash] = []
    while let hash = Hash(script.take(32)) { path.append(hash) }
    let inclusion = InclusionProof(index: first, size: second, path: path)
    let isIn = (try? inclusion.verify(leaf: .leaf([1]), root: .emptyTree)) != nil
    demand(!isIn, "nothing is in an empty tree")
    let growth = ConsistencyProof(oldSize: first, newSize: second, path: path)
    let grew = (try? growth.verify(oldRoot: .leaf([1]), newRoot: .leaf([2]))) != nil
    demand(!grew, "one root became another")
    _ = try? growth.verify(oldRoot: .emptyTree, newRoot: .leaf([2]))
  }

  private static func readHistory(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), let proof = try? HistoryProof(json) else {
      return
    }
    guard let again = try? HistoryProof(proof.json) else {
      demand(false, "a history that was written is not read")
      return
    }
    demand(again.json == proof.json, "a history is read otherwise")
    _ = try? proof.verify(policy: NotesTarget.policy)
  }

  /// Envelopes and contents that are proven and signed here: the history itself is looked at.
  ///
  /// Each entry is two bytes of its length, two of its content's, and both; the first byte says how
  /// many names and erasures come before the events.
  private static func proveHistory(_ bytes: [UInt8]) {
    var script = Script(bytes)
    let nameCount = Int(script.byte() % 4)
    var entries: [(envelope: [UInt8], content: [UInt8])] = []
    while !script.isAtEnd, entries.count < 32 {
      let (size, contentSize) = (script.short() % 2_048, script.short() % 2_048)
      entries.append((script.take(size), script.take(contentSize)))
    }
    let leaves = entries.map { Hash.leaf($0.envelope) }
    let tree = Array(leaves)
    let root = Hash.root(of: tree)
    guard !entries.isEmpty,
      let checkpoint = Checkpoint(
        origin: NotesTarget.log.verifier.name.text,
        size: UInt64(entries.count),
        root: root
      ), let note = checkpoint.signed(by: [NotesTarget.log])
    else { return }
    let proven = entries.indices.map { place -> JSONValue in
      json(of: entries[place].envelope, entries[place].content, at: place, in: tree)
    }
    let last = entries.last?.envelope ?? []
    let recorded = try? unsafe Envelope.decode(last.span.bytes, at: Position(0))
    let first = entries.dropFirst(nameCount).first?.envelope ?? []
    let label = (try? unsafe Envelope.label(of: first.span.bytes)) ?? nil
    let number = recorded?.ticket?.rawValue ?? 1
    let history: JSONValue = [
      "format": "ticket-ledger history 1",
      "ticket": .string(label ?? "\(number)"),
      "number": .whole(number & 0xFFFF),
      "log": .string(NotesTarget.log.verifier.vkey),
      "checkpoint": .string(String(decoding: note.bytes, as: UTF8.self)),
      "events": .array(Array(proven.dropFirst(nameCount))),
      "names": .array(Array(proven.prefix(nameCount / 2))),
      "erasures": .array(Array(proven.prefix(nameCount).dropFirst(nameCount / 2))),
    ]
    guard let proof = try? HistoryProof(history) else { return }
    _ = try? proof.verify(policy: NotesTarget.policy)
  }

  private static func json(
    of envelope: [UInt8],
    _ content: [UInt8],
    at place: Int,
    in leaves: [Hash]
  ) -> JSONValue {
    var object = JSONObject()
    object["position"] = .whole(place)
    object["envelope"] = .string(Data(envelope).base64EncodedString())
    object["proof"] = .array(path(to: place, in: leaves).map { .string($0.base64) })
    object["content"] =
      content.isEmpty ? nil : .string(Data(content).base64EncodedString())
    return .object(object)
  }

  /// The hashes beside the way from a leaf up, by the definition of RFC 6962.
  private static func path(to place: Int, in leaves: [Hash]) -> [Hash] {
    guard leaves.count > 1 else { return [] }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let (left, right) = (Array(leaves[..<half]), Array(leaves[half...]))
    return place < half
      ? path(to: place, in: left) + [.root(of: right)]
      : path(to: place - half, in: right) + [.root(of: left)]
  }
}
