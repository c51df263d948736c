import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

/// A sealed ledger of a test, and what tests look for in its files.
enum SealedDesk {
  static func open(
    _ folder: TemporaryFolder,
    _ name: String = "test.ledger",
    epochs: ClosedRange<UInt32>? = 1...1,
    clock: TestClock = TestClock(),
    _ change: (inout Ledger.Options) -> Void = { _ in }
  ) async throws -> Ledger {
    var options = Ledger.Options(durability: .none, origin: "fictional.example/desk")
    options.clock = { clock.now }
    if let epochs { options.privacy = .sealed(Keys.supply(epochs)) }
    options.pollInterval = .milliseconds(5)
    change(&options)
    return try await Ledger.open(at: folder.path(name), options: options)
  }

  /// The bytes of every file in a folder and below it, by name.
  static func files(in path: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    let enumerator = FileManager.default.enumerator(atPath: path)
    while let name = enumerator?.nextObject() as? String {
      guard let data = FileManager.default.contents(atPath: path + "/" + name) else { continue }
      files[name] = Array(data)
    }
    return files
  }

  /// What a ledger's content at a position is, as it is stored; nil where there is none.
  static func content(at position: Position, of ledger: Ledger) throws -> [UInt8]? {
    let snapshot = try ledger.store.beginRead()
    return try snapshot.value(in: .contents, at: position.rawValue)?.copied
  }

  /// What the envelope at a position says of contents and keys.
  static func evidence(
    at position: Position,
    of ledger: Ledger
  ) throws -> (digest: [UInt8]?, commitments: [UInt8]) {
    let snapshot = try ledger.store.beginRead()
    guard let envelope = try snapshot.value(in: .events, at: position.rawValue) else {
      throw LedgerError.beyondEnd(position)
    }
    return (try Envelope.digest(of: envelope), try Envelope.commitments(of: envelope))
  }

  /// Checks that each event's content is there and has the digest that the log holds, or is erased.
  ///
  /// - Returns: How many are there and how many are erased.
  @discardableResult
  static func checkContents(of ledger: Ledger) throws -> (present: Int, erased: Int) {
    var (present, erased) = (0, 0)
    for position in 0..<ledger.read({ $0.eventCount }) {
      let position = Position(position)
      let digest = try evidence(at: position, of: ledger).digest
      let content = try content(at: position, of: ledger)
      let event = try #require(try ledger.event(at: position))
      let standing = try ledger.contentStanding(of: event)
      #expect(standing.isPresent == (content != nil))
      if let content {
        #expect(digest == Content.digest(of: content), "position \(position)")
        present += 1
      } else if digest != nil {
        #expect(standing.isErased, "position \(position)")
        #expect(try ledger.words(at: position) == .erased, "position \(position)")
        erased += 1
      } else {
        #expect(try ledger.words(at: position) == .none, "position \(position)")
      }
    }
    return (present, erased)
  }
}

/// Texts that nothing else holds, and the search for any eight bytes in a row of them.
struct Canaries {
  private var windows: Set<UInt64> = []
  /// By the first two bytes of a window, whether there is any.
  private var isPossible = [Bool](repeating: false, count: 1 << 16)

  mutating func add(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    for start in bytes.indices.dropLast(7) {
      let window = bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      windows.insert(window)
      isPossible[Int(window >> 48)] = true
    }
  }

  /// A text of so many random letters.
  static func text(
    _ count: Int,
    using generator: inout some RandomNumberGenerator
  ) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return String((0..<count).map { _ in letters[Int.random(in: 0..<26, using: &generator)] })
  }

  /// Where one begins in some bytes; nil where none does.
  func offset(in bytes: [UInt8]) -> Int? {
    var window: UInt64 = 0
    var found: Int?
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe isPossible.withUnsafeBufferPointer { isPossible in
        for index in 0..<buffer.count {
          window = unsafe window << 8 | UInt64(buffer[index])
          if index >= 7, unsafe isPossible[Int(window >> 48)], windows.contains(window) {
            found = index - 7
            return
          }
        }
      }
    }
    return found
  }

  /// The files of a folder that hold one.
  func names(in path: String) throws -> [String] {
    try SealedDesk.files(in: path).filter { offset(in: $0.value) != nil }.map(\.key).sorted()
  }
}
