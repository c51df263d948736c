import Foundation

@testable import TicketLedger

/// A key file in memory that remembers every change, so that each can be cut off.
///
/// `@unchecked Sendable`: everything that varies is reached under the lock only.
final class RecordingStorage: KeyStorage, @unchecked Sendable {
  /// One thing that was asked of the disk.
  enum Change {
    case write([UInt8], at: Int)
    case sync
  }

  private let lock = NSLock()
  private var content: [UInt8]
  private var recorded: [Change] = []
  private var changesLeft = Int.max
  private var interruption: (@Sendable () -> Void)?

  init(_ content: [UInt8]) {
    self.content = content
  }

  var bytes: [UInt8] { lock.withLock { content } }
  var changes: [Change] { lock.withLock { recorded } }

  /// Lets only so many more changes succeed.
  func fail(after count: Int) {
    lock.withLock { changesLeft = count }
  }

  /// Runs something at the next reading, after the bytes were read.
  func interrupt(with body: @escaping @Sendable () -> Void) {
    lock.withLock { interruption = body }
  }

  func sizeInBytes() throws(KeyFailure) -> UInt64 { lock.withLock { UInt64(content.count) } }

  func read(at offset: UInt64, count: Int) throws(KeyFailure) -> [UInt8] {
    let (bytes, body) = lock.withLock {
      defer { interruption = nil }
      return (Array(content.dropFirst(Int(offset)).prefix(count)), interruption)
    }
    body?()
    return bytes
  }

  func write(_ bytes: [UInt8], at offset: UInt64) throws(KeyFailure) {
    try change(.write(bytes, at: Int(offset)))
  }

  func isHole(at offset: UInt64, count: Int) -> Bool {
    let range = Int(offset)..<Int(offset) + count
    return lock.withLock {
      content.dropFirst(range.lowerBound).prefix(count).allSatisfy { $0 == 0 }
        && !recorded.contains { change in
          guard case .write(let bytes, let start) = change else { return false }
          return range.overlaps(start..<start + bytes.count)
        }
    }
  }

  func sync() throws(KeyFailure) {
    try change(.sync)
  }

  private func change(_ change: Change) throws(KeyFailure) {
    let isDone = lock.withLock {
      guard changesLeft > 0 else { return false }
      changesLeft -= 1
      recorded.append(change)
      if case .write(let bytes, let offset) = change { content.overwrite(bytes, at: offset) }
      return true
    }
    guard isDone else {
      throw .storage(StorageFailure(reason: .broken, description: "keys: the disk is gone"))
    }
  }
}

/// What a power cut may leave of changes to a file.
///
/// Written bytes are durable once a sync has returned. Before that, each may be there or not, and
/// those of a later write may be there without those of an earlier one.
struct PowerCuts {
  let start: [UInt8]
  let changes: [RecordingStorage.Change]

  /// One image after all changes: of each byte that was not synced, a coin says whether it is there.
  func image(using generator: inout SeededGenerator) -> [UInt8] {
    var durable = start
    var written = start
    for change in changes {
      switch change {
      case .write(let bytes, let offset): written.overwrite(bytes, at: offset)
      case .sync: durable = written
      }
    }
    for index in written.indices where generator.next() & 1 == 0 {
      written[index] = durable.indices.contains(index) ? durable[index] : 0
    }
    return written
  }

  /// Hands over every image: the writes cut off in order after each byte that differs, the last one
  /// alone cut off after each such byte, its end alone from every fourth, and bytes at random of all that is not synced.
  func forEachImage(seed: UInt64, _ body: ([UInt8]) throws -> Void) rethrows {
    var generator = SeededGenerator(seed: seed)
    var durable = start
    var written = start
    for change in changes {
      guard case .write(let bytes, let offset) = change else {
        durable = written
        continue
      }
      let differing = bytes.indices.filter { index in
        !written.indices.contains(offset + index) || written[offset + index] != bytes[index]
      }
      for (number, cut) in differing.enumerated() {
        for base in written == durable ? [written] : [written, durable] {
          var image = base
          image.overwrite(Array(bytes[..<cut]), at: offset)
          try body(image)
        }
        guard number % 4 == 0 else { continue }
        var image = durable
        image.overwrite(Array(bytes[cut...]), at: offset + cut)
        try body(image)
      }
      written.overwrite(bytes, at: offset)
      for _ in 0..<20 {
        var image = written
        for index in image.indices where generator.next() & 1 == 0 {
          image[index] = durable.indices.contains(index) ? durable[index] : 0
        }
        try body(image)
      }
      try body(written)
    }
    try body(written)
  }
}

extension [UInt8] {
  /// Overwrites bytes, with zeros before them where the array ends earlier.
  mutating func overwrite(_ bytes: [UInt8], at offset: Int) {
    guard !bytes.isEmpty else { return }
    if count < offset + bytes.count {
      append(contentsOf: [UInt8](repeating: 0, count: offset + bytes.count - count))
    }
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  /// Every window of 8 bytes, but that of zeros alone.
  var windows: Set<UInt64> {
    var found: Set<UInt64> = []
    var window: UInt64 = 0
    for (index, byte) in enumerated() {
      window = window << 8 | UInt64(byte)
      if index >= 7, window != 0 { found.insert(window) }
    }
    return found
  }
}
