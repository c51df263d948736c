import Foundation
import LedgerStore

/// A process that holds what LMDB lends: snapshots, or the write transaction.
///
/// `hold N`: N snapshots at once, until the next line: `again` reads the first once more, anything else
/// lets go of them. `write`: the write transaction, until the next line.
struct Holder {
  private let store: LogStore
  private let defect: Defect

  init(at path: String, _ defect: Defect) throws {
    store = try LogStore.open(at: path, options: .init(durability: .none))
    self.defect = defect
  }

  func run() throws {
    say("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      switch words.first {
      case "hold": try hold(Int(words.last ?? "") ?? 1)
      case "write":
        let writer = try store.beginAppend()
        say("writing \(writer.end)")
        _ = readLine()
        _ = consume writer
        say("dropped")
      default: break
      }
    }
    store.close()
  }

  private func hold(_ count: Int) throws {
    let snapshot = try store.beginRead()
    if count > 1 { return try hold(count - 1) }
    say("holding \(try Holder.text(of: snapshot))")
    while let line = readLine(), line == "again" {
      if defect == .movesSnapshot {
        say("again \(try Holder.text(of: store.beginRead()))")
      } else {
        say("again \(try Holder.text(of: snapshot))")
      }
    }
    _ = consume snapshot
    say("dropped")
  }

  /// The number of events, and a sum over all their bytes.
  private static func text(of snapshot: borrowing LogSnapshot) throws -> String {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    var cursor = try snapshot.envelopes(from: 0)
    while let bytes = try cursor.next() {
      for place in 0..<bytes.byteCount {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
        sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
    return "\(snapshot.end) \(sum)"
  }
}
