import Foundation
import Testing

/// One change is one problem, where it is.
@Suite("What is wrong with an event is told once", .serialized)
struct BlameTests {
  private let ledger: StudiedLedger

  init() async throws {
    ledger = try await StudiedLedger(tickets: 60, seed: 3)
  }

  /// Verifies a copy in which bytes of a value are others.
  private func verify(
    _ copy: String,
    _ table: String,
    _ position: UInt64,
    _ change: (inout [UInt8]) -> Void
  ) async throws -> VerifyRun {
    var sound: [UInt8] = []
    try RawLog.change(copy) { log in
      sound = try #require(try log.value(table, position))
      var bytes = sound
      change(&bytes)
      try log.put(table, position, bytes)
    }
    let run = try await VerifyRun(copy)
    try RawLog.change(copy) { log in try log.put(table, position, sound) }
    return run
  }

  @Test("a changed byte of an envelope is one problem, and its content is not blamed")
  func envelope() async throws {
    let copy = try ledger.copy(to: "copy")
    var positions: [UInt64] = []
    try RawLog.change(copy) { log in positions = try log.keys("contents").map(\.number) }
    var generator = TamperGenerator(seed: 4)
    for _ in 0..<12 {
      let position = positions[Int.random(in: 0..<positions.count, using: &generator)]
      var offset = 0
      let run = try await verify(copy, "events", position) { bytes in
        offset = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[offset] ^= 0x10
      }
      #expect(run.problems.map(\.kind) == ["changedEvent"], "byte \(offset): \(run.description)")
      #expect(run.problems.first?.position == Int(position))
      #expect(run.answer["missing"].integer == 0)
    }
    let last = try #require(positions.last)
    let digest = try await verify(copy, "events", last) { $0[$0.count - 1] ^= 1 }
    #expect(digest.problems.map(\.kind) == ["changedEvent"], "\(digest.description)")
    let content = try await verify(copy, "contents", last) { $0[$0.count - 1] ^= 1 }
    #expect(content.problems.map(\.kind) == ["changedContent"], "\(content.description)")
    #expect(try await VerifyRun(copy).isSound)
  }

  @Test("a changed erasure is one problem: nobody's key and no content is blamed for it")
  func erasure() async throws {
    let ledger = try await StudiedLedger(tickets: 60, seed: 3, isSealed: true)
    let copy = try ledger.copy(to: "copy")
    var end: UInt64 = 0
    try RawLog.change(copy) { log in end = try log.count("events") }
    for position in [end - 1, end - 2] {
      var size = 0
      try RawLog.change(copy) { log in
        size = try #require(try log.value("events", position)).count
      }
      for offset in stride(from: 0, to: size, by: 5) {
        let run = try await verify(copy, "events", position) { $0[offset] ^= 0x85 }
        #expect(
          run.problems.map(\.kind) == ["changedEvent"],
          "\(position), byte \(offset): \(run.description)"
        )
        #expect(run.problems.first?.position == Int(position))
      }
    }
  }

  @Test("a changed byte of an adopted document is one problem: no projection is blamed for it")
  func document() async throws {
    let copy = try ledger.copy(to: "copy")
    // The adoptions of the calendar and the policy: the first contents there are.
    for position in [UInt64(2), 3] {
      var size = 0
      try RawLog.change(copy) { log in
        size = try #require(try log.value("contents", position)).count
      }
      for offset in stride(from: 7, to: size, by: max(size / 24, 1)) {
        let run = try await verify(copy, "contents", position) { $0[offset] ^= 0x55 }
        #expect(
          run.problems.map(\.kind) == ["changedContent"],
          "\(position), byte \(offset): \(run.description)"
        )
        #expect(run.problems.first?.position == Int(position))
      }
    }
  }

  @Test("an envelope that cannot be read is one problem, which says why")
  func undecodable() async throws {
    let copy = try ledger.copy(to: "copy")
    let run = try await verify(copy, "events", 300) { $0.removeLast() }
    #expect(run.problems.map(\.kind) == ["changedEvent"], "\(run.description)")
    #expect(run.problems.first?.detail.contains("cannot be read") == true)
  }

  @Test("a tail that was cut off with frontier and checkpoints is never repaired away")
  func cutTail() async throws {
    let copy = try ledger.copy(to: "copy")
    try RawLog.change(copy) { log in
      let end = try log.count("events")
      for position in end - 5..<end {
        try log.remove("events", position)
        try log.remove("contents", position)
      }
      for size in try log.keys("checkpoints").map(\.number) where size > end - 5 {
        try log.remove("checkpoints", size)
      }
      try log.remove("meta", Array("frontier".utf8))
    }
    let run = try await VerifyRun(copy, "--repair")
    #expect(run.isFound && !run.problems("frontier").isEmpty, "\(run.description)")
    #expect(run.answer["repaired"].list.isEmpty)
    #expect(run.problems.allSatisfy { !$0.detail.contains("--repair") }, "\(run.description)")
  }
}
