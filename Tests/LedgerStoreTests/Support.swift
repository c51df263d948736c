import Foundation
import LedgerStore
import Testing

/// A folder for one test, gone afterwards.
final class Folder: Sendable {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.path
    path = base + "/ledger-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Where a test keeps its log.
  var log: String { path + "/log.ledger" }

  /// Opens the log, making it if need be.
  func open(_ change: (inout LogStore.Options) -> Void = { _ in }) throws -> LogStore {
    var options = LogStore.Options(createsIfMissing: true)
    change(&options)
    return try LogStore.open(at: log, options: options)
  }

  /// Makes a log of some envelopes, and closes it.
  @discardableResult
  func makeLog(events: Int = 3) throws -> String {
    let store = try open()
    try store.append(events)
    store.close()
    return log
  }
}

/// Why opening fails; nil when it does not.
func reasonNotToOpen(
  _ path: String,
  access: LogStore.Options.Access = .readWrite
) -> StoreError.Reason? {
  do throws(StoreError) {
    let store = try LogStore.open(at: path, options: .init(access: access))
    store.close()
    return nil
  } catch {
    // Every error must be fit to be shown: path first, one line.
    #expect(error.description.hasPrefix(path))
    #expect(!error.description.contains("\n"))
    return error.reason
  }
}

/// The envelope that the tests put at a position.
func envelope(_ position: UInt64, sizeInBytes: Int = 60) -> [UInt8] {
  (0..<sizeInBytes).map { UInt8(truncatingIfNeeded: position &* 31 &+ UInt64($0)) }
}

extension LogStore {
  /// Appends so many envelopes in one transaction.
  func append(_ count: Int, sizeInBytes: Int = 60) throws {
    try append { writer in
      for _ in 0..<count {
        _ = try writer.append(envelope(writer.end, sizeInBytes: sizeInBytes))
      }
    }
  }

  /// Every envelope, in order, each compared with what the tests put there.
  func countIntactEnvelopes(sizeInBytes: Int = 60) throws -> Int {
    let snapshot = try beginRead()
    var cursor = try snapshot.envelopes(from: 0)
    var count = 0
    while true {
      let position = cursor.position
      guard let found = try cursor.next() else { break }
      guard array(found) == envelope(position, sizeInBytes: sizeInBytes) else { break }
      count += 1
    }
    return count
  }
}

/// A copy of what a span shows.
func array(_ span: RawSpan) -> [UInt8] {
  unsafe span.withUnsafeBytes { bytes in unsafe [UInt8](bytes) }
}

// `#expect` and `map` cannot take what does not escape, so the tests compare copies.

extension LogReading where Self: ~Copyable {
  /// A copy of the value at an integer key.
  func bytes(in table: Table, at key: UInt64) throws -> [UInt8]? {
    guard let value = try value(in: table, at: key) else { return nil }
    return array(value)
  }

  /// A copy of the value for a byte key.
  func bytes(in table: Table, for key: [UInt8]) throws -> [UInt8]? {
    guard let value = try value(in: table, for: key) else { return nil }
    return array(value)
  }
}

extension EnvelopeCursor {
  /// A copy of the next envelope.
  mutating func nextBytes() throws -> [UInt8]? {
    guard let found = try next() else { return nil }
    return array(found)
  }
}

/// A generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
