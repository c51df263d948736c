import Foundation
import LedgerStore
import Testing
import TicketLedger
import Transparency

/// The attacks that somebody with the file and LMDB's tools can make, each found by `verify`.
@Suite("Attacks on a ledger are found", .serialized)
struct AttackTests {
  /// A ledger that every test makes a copy of.
  private let ledger: StudiedLedger

  init() async throws {
    ledger = try await StudiedLedger(tickets: 60, seed: 3)
  }

  private func attacked(_ body: (borrowing RawLog) throws -> Void) async throws -> VerifyRun {
    let copy = try ledger.copy(to: "copy")
    try RawLog.change(copy, body)
    let run = try await VerifyRun(copy)
    #expect(run.isFound, "\(run.description)")
    return run
  }

  private func kept(_ note: SignedNote, as name: String = "kept.note") throws -> String {
    try ledger.sandbox.write(Data(note.bytes), to: name)
    return "\(ledger.sandbox.path)/\(name)"
  }

  @Test("a copy as it is, and one whose locks are gone, is sound")
  func sound() async throws {
    let run = try await VerifyRun(try ledger.copy(to: "copy"))
    #expect(run.isSound, "\(run.description)")
    let again = try await VerifyRun(ledger.path, "--against", try kept(await newest()))
    #expect(again.isSound, "\(again.description)")
    let root = try await newest().checkpoint?.root.base64
    #expect(again.answer["root"].string == root)
  }

  private func newest() async throws -> SignedNote {
    try await ledger.newestCheckpoint(of: ledger.path)
  }

  @Test("two events that changed places are named, and no other")
  func swapped() async throws {
    let run = try await attacked { log in
      let (first, second) = (
        try #require(try log.value("events", 300)), try #require(try log.value("events", 301))
      )
      try log.put("events", 300, second)
      try log.put("events", 301, first)
    }
    let named = Set(run.problems("changedEvent").compactMap(\.position))
    #expect(named == [300, 301], "\(run.description)")
  }

  @Test("events that were removed from the middle are named")
  func removed() async throws {
    let run = try await attacked { log in
      for position: UInt64 in 200..<205 { try log.remove("events", position) }
    }
    #expect(run.problems("missingEvent").map(\.position) == [200], "\(run.description)")
    #expect(run.problems("missingEvent").first?.detail.contains("200 to 204") == true)
  }

  @Test("an event removed with the rest moved up is named where it was")
  func closedUp() async throws {
    let run = try await attacked { log in
      let end = try log.count("events")
      for position in 200..<end - 1 {
        try log.put("events", position, try #require(try log.value("events", position + 1)))
      }
      try log.remove("events", end - 1)
    }
    #expect(run.problems("changedEvent").compactMap(\.position).min() == 200, "\(run.description)")
    #expect(!run.problems("tailCut").isEmpty)
  }

  @Test("an event that was put in between is named where it stands")
  func inserted() async throws {
    let run = try await attacked { log in
      let end = try log.count("events")
      for position in stride(from: end, to: 150, by: -1) {
        try log.put("events", position, try #require(try log.value("events", position - 1)))
      }
    }
    #expect(run.problems("changedEvent").compactMap(\.position).min() == 151, "\(run.description)")
  }

  @Test("a tail that was cut off is found by the checkpoints kept inside", arguments: [1, 70, 600])
  func cutTail(count: UInt64) async throws {
    var end: UInt64 = 0
    let run = try await attacked { log in
      end = try log.count("events") - count
      for position in end..<end + count {
        try log.remove("events", position)
        try log.remove("contents", position)
      }
    }
    let cut = run.problems("tailCut")
    #expect(!cut.isEmpty && cut.allSatisfy { $0.position == Int(end) }, "\(run.description)")
  }

  @Test("a copy cut to any size is found, or lacks free pages only")
  func cutFile() async throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: ledger.dataFile))
    var generator = TamperGenerator(seed: 9)
    for number in 0..<12 {
      let copy = try ledger.copy(to: "cut\(number)")
      let whole = Bool.random(using: &generator)
      var size = Int.random(in: 0..<bytes.count, using: &generator)
      if whole { size -= size % 4_096 }
      try bytes.prefix(size).write(to: URL(fileURLWithPath: copy + "/data.mdb"))
      let run = try await VerifyRun(copy)
      if run.isSound {
        #expect(try StudiedLedger.readings(of: copy) == StudiedLedger.readings(of: ledger.path))
      } else {
        #expect(run.isFound, "\(run.description)")
      }
    }
  }

  @Test("contents that are gone, strange or exchanged are named")
  func contents() async throws {
    var positions: [UInt64] = []
    let run = try await attacked { log in
      positions = try log.keys("contents").map(\.number)
      try log.remove("contents", positions[10])
      let (first, second) = (
        try #require(try log.value("contents", positions[20])),
        try #require(try log.value("contents", positions[21]))
      )
      try log.put("contents", positions[20], second)
      try log.put("contents", positions[21], first)
      try log.put("contents", 0, [1])
      try log.put("contents", 1 << 40, [1])
    }
    #expect(run.problems("missingContent").map(\.position) == [Int(positions[10])])
    #expect(
      run.problems("changedContent").map(\.position) == [Int(positions[20]), Int(positions[21])]
    )
    #expect(run.problems("strayContent").map(\.position) == [0, 1 << 40])
    #expect(run.answer["missing"].integer == 1)
    #expect(run.problems.count == 5, "\(run.description)")
  }

  @Test("heads and references that are gone, strange or lead elsewhere are named")
  func tables() async throws {
    let run = try await attacked { log in
      try log.remove("streams", 5)
      try log.put("streams", 9_999, [1])
      let references = try log.keys("references").filter { $0[0] == UInt8(ascii: "r") }
      try log.put(
        "references",
        references[3],
        try #require(try log.value("references", references[4]))
      )
      try log.remove("references", references[6])
      try log.put("consumers", Array("mail".utf8), Array(repeating: 7, count: 8))
    }
    #expect(run.problems("streamHead").compactMap(\.ticket).sorted() == [5, 9_999])
    #expect(run.problems("reference").count == 2, "\(run.description)")
    #expect(run.problems("entry").count == 1)
  }

  @Test("an event changed together with all its hashes contradicts the checkpoints kept inside")
  func rehashed() async throws {
    let copy = try ledger.copy(to: "copy")
    try RawLog.change(copy) { log in
      var envelope = try #require(try log.value("events", 40))
      envelope[24] ^= 1
      try log.put("events", 40, envelope)
      try Self.rehash(log)
    }
    let run = try await VerifyRun(copy)
    let found = run.problems("checkpoint")
    #expect(run.isFound && found.first?.position == 0, "\(run.description)")
    #expect(run.problems("changedEvent", "tile", "frontier").isEmpty, "\(run.description)")
  }

  /// Writes rows and frontier as the events give them now.
  private static func rehash(_ log: borrowing RawLog) throws {
    var leaves = GroupedLeaves()
    for position in 0..<(try log.count("events")) {
      let leaf = Hash.leaf(try #require(try log.value("events", position)))
      try leaves.append(leaf) { level, record, bytes in
        try log.put("tiles", UInt64(255 - level) << 56 | record, bytes)
      }
    }
    try log.put("meta", Array("frontier".utf8), leaves.frontier.encoded)
    try log.put("meta", Array("leaves".utf8), LeafGroup.bytes(of: leaves.prefixes))
  }

  @Test("an old copy put back is sound by itself, and found by a checkpoint from outside")
  func oldCopy() async throws {
    let old = "\(ledger.sandbox.path)/old.ledger"
    try await ledger.write(tickets: 60, seed: 3, to: old, until: 0.5)
    let alone = try await VerifyRun(old)
    #expect(alone.isSound, "\(alone.description)")
    let run = try await VerifyRun(old, "--against", try kept(await newest()))
    #expect(run.isFound && run.problems.map(\.kind) == ["tailCut"], "\(run.description)")
  }

  @Test(
    "a history rewritten with the key is sound by itself, and found by a checkpoint from outside"
  )
  func rewritten() async throws {
    let other = "\(ledger.sandbox.path)/other.ledger"
    try await ledger.write(tickets: 90, seed: 4, to: other)
    let alone = try await VerifyRun(other)
    #expect(alone.isSound, "\(alone.description)")
    let run = try await VerifyRun(other, "--against", try kept(await newest()))
    #expect(run.isFound && run.problems.map(\.kind) == ["rewritten"], "\(run.description)")
  }

  @Test("a history rewritten with another key is found by the log's known key")
  func otherKey() async throws {
    let other = "\(ledger.sandbox.path)/other.ledger"
    let signer = try NoteSigner(
      name: KeyName(forOrigin: "study"),
      seed: Array(repeating: 9, count: 32)
    )
    try await ledger.write(tickets: 60, seed: 3, to: other, signer: signer)
    #expect(try await VerifyRun(other).isSound)
    let run = try await VerifyRun(other, "--key", ledger.signer.verifier.vkey)
    #expect(run.isFound && !run.problems("signature").isEmpty, "\(run.description)")
    let kept = try await VerifyRun(other, "--against", try kept(await newest()))
    #expect(kept.isFound && !kept.problems("outsideCheckpoint").isEmpty, "\(kept.description)")
  }

  @Test("free pages hold nothing: whatever is written there changes nothing")
  func freePages() async throws {
    let copy = try ledger.copy(to: "copy")
    let file = try FileMap(of: copy)
    var bytes = file.bytes
    let free = file.pages(of: "")
    try #require(!free.isEmpty)
    for page in free {
      for offset in page * file.pageSize..<(page + 1) * file.pageSize where offset < bytes.count {
        bytes[offset] = 0xAA
      }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: copy + "/data.mdb"))
    let run = try await VerifyRun(copy)
    #expect(run.isSound, "\(run.description)")
    #expect(try StudiedLedger.readings(of: copy) == StudiedLedger.readings(of: ledger.path))
  }

  @Test("stored projections that differ are named by chunk, and written anew by --repair")
  func repair() async throws {
    let copy = try ledger.copy(to: "copy")
    var sound: [[UInt8]: [UInt8]] = [:]
    try RawLog.change(copy) { log in
      for key in try log.keys("projections") { sound[key] = try log.value("projections", key) }
      let queues = sound.filter { $0.key.starts(with: "queues".utf8) }
      var rows = try #require(queues.max { $0.value.count < $1.value.count })
      try #require(queues.count == 3 && rows.key.count == "queues".utf8.count + 13)
      rows.value[rows.value.count / 2] ^= 4
      try log.put("projections", rows.key, rows.value)
      try log.put("projections", Array("queuez".utf8) + rows.key.suffix(13), [1])
    }
    let run = try await VerifyRun(copy)
    let found = run.problems("projection").map { "\($0.projection ?? "") \($0.chunk ?? -1)" }
    #expect(found.sorted() == ["queues 2", "queuez 0"], "\(run.description)")
    let repaired = try await VerifyRun(copy, "--repair")
    #expect(
      repaired.isSound && repaired.answer["repaired"].list.count == 2,
      "\(repaired.description)"
    )
    #expect(try await VerifyRun(copy).isSound)
    try RawLog.change(copy) { log in
      let keys = try log.keys("projections")
      #expect(keys.count == sound.count)
      for (key, value) in sound {
        let now = try log.value("projections", key)
        #expect(now == value)
      }
    }
  }

  @Test("what is no ledger, or none that can be read, is told apart from a damaged one")
  func unreadable() async throws {
    let nowhere = try await VerifyRun(ledger.sandbox.path + "/nowhere")
    #expect(nowhere.status == 3)
    let copy = try ledger.copy(to: "copy")
    try Data("not a ledger at all".utf8).write(to: URL(fileURLWithPath: copy + "/data.mdb"))
    let run = try await VerifyRun(copy)
    #expect(run.isFound && run.problems.first?.kind == "structure", "\(run.description)")
  }
}

extension SignedNote {
  fileprivate var checkpoint: Checkpoint? { Checkpoint(text: unverifiedText) }
}
