import Crypto

/// What a key file says of itself; written twice, on two pages.
///
/// ```
/// offset   0  16 bytes  "TicketLedgerKeys", ASCII
///         16  u32       format version: 1
///         20  u32       active epoch, from 1: what new keys are wrapped under
///         24  u32       other epoch of a rotation; 0 where none is under way
///         28  u8        stage: 0 at rest; 1 filling, the other epoch is the next one;
///                       2 clearing, the other epoch is the former one
///         29            3 zero bytes
///         32  32 bytes  SHA-256 of the ledger's origin
///         64  u64       sequence: how often the header changed
///         72  16 bytes  check of the active epoch's key-encryption key
///         88  16 bytes  check of the other epoch's; zeros at stages 0 and 2
///        104            8 zero bytes
///        112  16 bytes  checksum: the first half of the SHA-256 of bytes 0 to 111
/// ```
struct KeyFileHeader: Hashable, Sendable {
  /// How far a rotation has come.
  enum Stage: UInt8, Sendable {
    /// No rotation is under way.
    case atRest = 0
    /// Keys are being wrapped under the next epoch; both key-encryption keys are needed.
    case filling = 1
    /// All keys are wrapped under the active epoch; what the former one left is being overwritten.
    case clearing = 2
  }

  static let sizeInBytes = 128
  static let formatVersion: UInt32 = 1
  private static let magic = Array("TicketLedgerKeys".utf8)
  private static let checksumOffset = 112
  private static let noCheck = [UInt8](repeating: 0, count: 16)

  var epoch: UInt32
  var otherEpoch: UInt32 = 0
  var stage = Stage.atRest
  var origin: [UInt8]
  var sequence: UInt64 = 1
  var check: [UInt8]
  var otherCheck = KeyFileHeader.noCheck

  init(epoch: UInt32, origin: OriginDigest, check: [UInt8]) {
    self.epoch = epoch
    self.origin = origin.bytes
    self.check = check
  }

  /// The check of an epoch's key-encryption key; nil where the header knows none.
  func check(of epoch: UInt32) -> [UInt8]? {
    if epoch == self.epoch { return check }
    return stage == .filling && epoch == otherEpoch ? otherCheck : nil
  }

  /// The header while keys are wrapped under the next epoch.
  func filling(epoch next: UInt32, check nextCheck: [UInt8]) -> KeyFileHeader {
    var header = self
    header.stage = .filling
    header.otherEpoch = next
    header.otherCheck = nextCheck
    header.sequence += 1
    return header
  }

  /// The header once all keys are wrapped under the next epoch.
  func clearing() -> KeyFileHeader {
    var header = self
    header.stage = .clearing
    header.epoch = otherEpoch
    header.check = otherCheck
    header.otherEpoch = epoch
    header.otherCheck = KeyFileHeader.noCheck
    header.sequence += 1
    return header
  }

  /// The header once nothing of the former epoch is left.
  func atRest() -> KeyFileHeader {
    var header = self
    header.stage = .atRest
    header.otherEpoch = 0
    header.otherCheck = KeyFileHeader.noCheck
    header.sequence += 1
    return header
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: KeyFileHeader.sizeInBytes)
    writer.write(KeyFileHeader.magic)
    writer.write(KeyFileHeader.formatVersion)
    writer.write(epoch)
    writer.write(otherEpoch)
    writer.write(UInt32(stage.rawValue))
    writer.write(origin)
    writer.write(sequence)
    writer.write(check)
    writer.write(otherCheck)
    writer.write(UInt64(0))
    writer.write(Array(SHA256.hash(data: writer.bytes).prefix(16)))
    return writer.bytes
  }
}

extension KeyFileHeader {
  /// Reads the newer of the two copies that are whole.
  ///
  /// A change writes one copy, syncs, and then the other: whatever is cut off, one is whole.
  init(decoding copies: [[UInt8]]) throws(KeyFailure) {
    var newest: KeyFileHeader?
    for copy in copies {
      guard let header = KeyFileHeader(decoding: copy) else { continue }
      if header.sequence > newest?.sequence ?? 0 { newest = header }
    }
    if let newest {
      self = newest
      return
    }
    let known = copies.filter { $0.starts(with: KeyFileHeader.magic) }
    guard let first = known.first else {
      let isEmpty = copies.allSatisfy { copy in copy.allSatisfy { $0 == 0 } }
      throw isEmpty ? KeyFailure.damagedHeader : KeyFailure.notAKeyFile
    }
    var reader = ByteReader(Array(first.dropFirst(KeyFileHeader.magic.count)))
    if let version: UInt32 = try? reader.read(), version > KeyFileHeader.formatVersion {
      throw .newerFormat(version)
    }
    throw .damagedHeader
  }

  /// Reads one copy; nil where it is not whole.
  private init?(decoding bytes: [UInt8]) {
    guard bytes.count == KeyFileHeader.sizeInBytes, bytes.starts(with: KeyFileHeader.magic) else {
      return nil
    }
    var reader = ByteReader(bytes)
    guard (try? reader.readBytes(KeyFileHeader.magic.count)) != nil,
      (try? reader.read()) == KeyFileHeader.formatVersion,
      let epoch: UInt32 = try? reader.read(), epoch > 0,
      let other: UInt32 = try? reader.read(),
      let rawStage: UInt32 = try? reader.read(),
      let stage = UInt8(exactly: rawStage).flatMap({ Stage(rawValue: $0) }),
      let origin = try? reader.readBytes(32),
      let sequence: UInt64 = try? reader.read(), sequence > 0, sequence < .max,
      let check = try? reader.readBytes(16),
      let otherCheck = try? reader.readBytes(16)
    else { return nil }
    self.epoch = epoch
    otherEpoch = other
    self.stage = stage
    self.origin = Array(origin)
    self.sequence = sequence
    self.check = Array(check)
    self.otherCheck = Array(otherCheck)
    guard hasSoundEpochs, encoded() == bytes else { return nil }
  }

  private var hasSoundEpochs: Bool {
    switch stage {
    case .atRest: otherEpoch == 0
    case .filling: epoch < .max && otherEpoch == epoch + 1
    case .clearing: otherEpoch > 0 && otherEpoch == epoch - 1
    }
  }
}
