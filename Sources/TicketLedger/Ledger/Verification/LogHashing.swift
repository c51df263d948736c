import LedgerStore
import Transparency

/// Hashes the log in stretches that any number of threads share out among themselves.
///
/// Each stretch is read in a transaction of its own, so that no thread keeps pages from being reused
/// for long; the log only grows, and is looked at up to the size it had at the beginning.
final class LogHashing: Sendable {
  /// The events of a stretch: 64 blocks.
  static let chunkSize: UInt64 = 16_384
  /// The leaves below one hash of row 1.
  static let blockSize: UInt64 = 256

  /// Where the log ends for this verification.
  let end: UInt64
  private let store: LogStore
  private let findings: VerificationFindings
  private let next = Locked<UInt64>(0)
  private let chunks: Locked<[HashedChunk?]>

  init(_ store: LogStore, upTo end: UInt64, _ findings: VerificationFindings) {
    self.store = store
    self.end = end
    self.findings = findings
    chunks = Locked(Array(repeating: nil, count: Int((end + Self.chunkSize - 1) / Self.chunkSize)))
  }

  /// Hashes stretch after stretch until none is left.
  func work() throws(LedgerError) {
    while true {
      let number = next.withLock { next in
        next += 1
        return next - 1
      }
      let first = number * Self.chunkSize
      guard first < end else { return }
      let last = min(first + Self.chunkSize, end)
      let chunk = try LedgerError.wrapping { try hash(first..<last) }
      chunks.withLock { $0[Int(number)] = chunk }
      findings.advance(by: last - first)
    }
  }

  /// The stretches in the order of the log, once all threads are done.
  var hashed: [HashedChunk] { chunks.withLock { $0.compactMap(\.self) } }

  private func hash(_ range: Range<UInt64>) throws(StoreError) -> HashedChunk {
    let snapshot = try store.beginRead()
    var rows = LeafRows()
    var contents = ContentWalk()
    var events = try snapshot.numbered(in: .events, from: range.lowerBound)
    var bodies = try snapshot.numbered(in: .contents, from: range.lowerBound)
    var body = try bodies.next()
    var position = range.lowerBound
    while let event = try events.next(), event.number < range.upperBound {
      while position < event.number {
        try rows.append(nil, position, from: snapshot)
        position += 1
      }
      try rows.append(.leaf(event.value), position, from: snapshot)
      while let stray = body, stray.number < position {
        contents.addStray(stray.number)
        body = try bodies.next()
      }
      if let found = body, found.number == position {
        contents.compare(found.value, with: event.value, at: position)
        body = try bodies.next()
      } else {
        contents.miss(event.value, at: position)
      }
      position += 1
    }
    while position < range.upperBound {
      try rows.append(nil, position, from: snapshot)
      position += 1
    }
    while let stray = body, stray.number < range.upperBound {
      contents.addStray(stray.number)
      body = try bodies.next()
    }
    var chunk = rows.chunk
    chunk.absent = contents.absent
    chunk.changedContents = contents.changed
    chunk.strayContents = contents.stray
    chunk.presentCount = contents.presentCount
    return chunk
  }
}

/// What stands in the table of contents beside one stretch of the log.
private struct ContentWalk {
  /// Positions at which an envelope names a content that is not there.
  private(set) var absent: [UInt64] = []
  /// Positions at which a content has another digest than its envelope names.
  private(set) var changed: [UInt64] = []
  /// Positions at which a content stands, and no envelope names one.
  private(set) var stray: [UInt64] = []
  /// The contents that are there.
  private(set) var presentCount: UInt64 = 0

  /// A content and the envelope at its position.
  mutating func compare(_ content: RawSpan, with envelope: RawSpan, at position: UInt64) {
    switch Envelope.contentClaim(of: envelope) {
    case .unknown: break
    case .none: addStray(position)
    case .digest:
      presentCount += 1
      let size = envelope.byteCount
      let digest = Hash(envelope.extracting((size - Envelope.digestSize)..<size))
      if digest != Hash.digest(of: content) { changed.append(position) }
    }
  }

  /// An envelope without a content beside it.
  mutating func miss(_ envelope: RawSpan, at position: UInt64) {
    if case .digest = Envelope.contentClaim(of: envelope) { absent.append(position) }
  }

  /// A content that no event has.
  mutating func addStray(_ position: UInt64) {
    stray.append(position)
  }
}
