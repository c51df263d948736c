import Crypto

/// One of the two copies of a slot, as its 64 bytes say.
///
/// ```
/// offset  0  u8        state: 0 empty, 1 a key, 2 erased
///         1            3 zero bytes
///         4  u32       epoch of the key-encryption key; 0 where there is no key
///         8  40 bytes  the wrapped key; zeros where there is none
///        48  16 bytes  checksum: the first half of the SHA-256 of the origin's SHA-256, the slot's
///                      number, u64, and bytes 0 to 47
/// ```
/// An empty copy is 64 zero bytes, as a file has them where nothing was ever written.
enum KeySlot: Hashable, Sendable {
  /// Nothing was written here.
  case empty
  /// A key, wrapped under the key-encryption key of an epoch.
  case key(epoch: UInt32, wrapped: [UInt8])
  /// The end of a key: the owner is fenced.
  case erased
  /// Half-written, or altered.
  case damaged

  static let sizeInBytes = 64
  private static let checksumOffset = 48

  /// Reads a copy; bytes that are missing at the end of the file are zeros.
  ///
  /// Whatever this does not write itself is damaged.
  init(decoding bytes: some Collection<UInt8>, slot: UInt64, origin: OriginDigest) {
    guard bytes.contains(where: { $0 != 0 }) else {
      self = .empty
      return
    }
    let read = Array(bytes)
    self = .damaged
    guard read.count == KeySlot.sizeInBytes else { return }
    let candidate: KeySlot
    switch read[0] {
    case 1:
      var reader = ByteReader(Array(read[4..<8]))
      guard let epoch: UInt32 = try? reader.read(), epoch > 0 else { return }
      candidate = .key(epoch: epoch, wrapped: Array(read[8..<KeySlot.checksumOffset]))
    case 2: candidate = .erased
    default: return
    }
    // The one encoding of what was read must be what was read, the checksum with it.
    if candidate.encoded(slot: slot, origin: origin) == read { self = candidate }
  }

  /// The 64 bytes of a copy; a damaged one has none of its own and is written as empty.
  func encoded(slot: UInt64, origin: OriginDigest) -> [UInt8] {
    var writer = ByteWriter(capacity: KeySlot.sizeInBytes)
    switch self {
    case .empty, .damaged: return [UInt8](repeating: 0, count: KeySlot.sizeInBytes)
    case .key(let epoch, let wrapped):
      writer.write(UInt32(1))
      writer.write(epoch)
      writer.write(wrapped)
    case .erased:
      writer.write(UInt32(2))
      writer.write([UInt8](repeating: 0, count: KeySlot.checksumOffset - 4))
    }
    var checked = ByteWriter(capacity: 96)
    checked.write(origin.bytes)
    checked.write(slot)
    checked.write(writer.bytes)
    writer.write(Array(SHA256.hash(data: checked.bytes).prefix(16)))
    return writer.bytes
  }
}
