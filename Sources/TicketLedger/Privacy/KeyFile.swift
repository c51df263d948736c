/// The keys of a ledger: one slot for each person, beside the log, wrapped and overwritten in place.
///
/// Reading is for any thread of any process, at any time. Making, erasing and rotating are for whoever
/// holds the ledger's write transaction: it is what keeps two processes from changing the file at once,
/// and the file takes no lock of its own. A reader that meets a change half done reads again.
///
/// Keys that were used stay in memory until they are fenced or the object is let go.
package final class KeyFile: Sendable {
  /// What is kept in memory.
  struct State: Sendable {
    var header: KeyFileHeader
    var wrappers: [UInt32: KeyWrapper] = [:]
    var keys: [KeyOwner: ContentKey] = [:]
    var fenced: Set<KeyOwner> = []
    /// What the log committed to when a person's key was made; nil where that is not known.
    var commitment: (@Sendable (PersonID) throws(KeyFailure) -> [UInt8]?)?
  }

  /// How often a slot is read again that seems to be changing: a copy is 64 bytes, and its overwriting
  /// takes less than one reading does.
  static let attempts = 64

  let storage: any KeyStorage
  let origin: OriginDigest
  private let supply: KeyEncryptionKeys
  let state: Locked<State>

  /// Opens a key file; no key-encryption key is asked for yet.
  ///
  /// - Throws: ``KeyFailure/notAKeyFile``, ``KeyFailure/damagedHeader``,
  ///   ``KeyFailure/newerFormat(_:)``, ``KeyFailure/otherLedger`` or ``KeyFailure/storage(_:)``.
  package init(
    _ storage: any KeyStorage,
    origin: OriginDigest,
    keys supply: KeyEncryptionKeys
  ) throws(KeyFailure) {
    self.storage = storage
    self.origin = origin
    self.supply = supply
    state = Locked(State(header: try KeyFile.readHeader(of: storage, origin: origin)))
  }

  /// The bytes of a new file in its first epoch, with keys for the organisation and for lookup.
  ///
  /// They are to become a file whole or not at all, before the log's first event.
  ///
  /// - Throws: ``KeyFailure/noKeyEncryptionKey(epoch:)`` or ``KeyFailure/supply(epoch:_:)``.
  package static func newFile(
    origin: OriginDigest,
    keys supply: KeyEncryptionKeys
  ) throws(KeyFailure) -> [UInt8] {
    let wrapper = KeyWrapper(try supply.key(of: 1), epoch: 1, origin: origin)
    let header = KeyFileHeader(epoch: 1, origin: origin, check: wrapper.check).encoded()
    let page = [UInt8](
      repeating: 0,
      count: KeyFileLayout.pageSizeInBytes - KeyFileHeader.sizeInBytes
    )
    var bytes = header + page + header + page
    let bank = KeyFileLayout.bank(of: wrapper.epoch)
    let end = KeyFileLayout.pageOffset(of: 1, bank: 0)
    bytes += [UInt8](repeating: 0, count: Int(end) - bytes.count)
    for owner in [KeyOwner.organisation, .lookup] {
      let wrapped = try wrapper.wrap(.random(), in: owner.slot)
      let slot = KeySlot.key(epoch: wrapper.epoch, wrapped: wrapped)
      let start = Int(KeyFileLayout.offset(of: owner.slot, bank: bank))
      bytes.replaceSubrange(
        start..<start + KeySlot.sizeInBytes,
        with: slot.encoded(slot: owner.slot, origin: origin)
      )
    }
    return bytes
  }

  /// The epoch that new keys are wrapped in, as last read.
  package var epoch: UInt32 { state.withLock { $0.header.epoch } }

  /// Whether a rotation was begun and not ended, as last read; ``rotate(lastRegistered:abandoning:)``
  /// goes on with it.
  package var isRotating: Bool { state.withLock { $0.header.stage != .atRest } }

  /// Checks that the host has the right key-encryption key of the active epoch.
  ///
  /// - Throws: ``KeyFailure/noKeyEncryptionKey(epoch:)``,
  ///   ``KeyFailure/wrongKeyEncryptionKey(epoch:)``, ``KeyFailure/supply(epoch:_:)``, or what reading
  ///   the header throws.
  package func checkKeyEncryptionKey() throws(KeyFailure) {
    _ = try wrapper(of: try refreshHeader().epoch)
  }

  /// What an owner's slot holds.
  ///
  /// A key once read is answered from memory, so whoever learns from the log that a person was erased
  /// calls ``fence(_:)``. Only ask for owners that the log knows: what lies in a slot beyond is left
  /// of a transaction that never was.
  ///
  /// - Throws: ``KeyFailure/damagedSlot(_:)``, ``KeyFailure/otherKey(_:)``, the failures of
  ///   ``checkKeyEncryptionKey()``, or ``KeyFailure/storage(_:)``.
  /// - Complexity: O(1).
  package func key(of owner: KeyOwner) throws(KeyFailure) -> KeyState {
    let (known, isFenced) = state.withLock { ($0.keys[owner], $0.fenced.contains(owner)) }
    if isFenced { return .erased }
    if let known { return .key(known) }
    var header = state.withLock { $0.header }
    var found = KeySlot.damaged
    for attempt in 0..<KeyFile.attempts {
      if attempt > 0 { header = try refreshHeader() }
      found = try slot(of: owner.slot, in: header)
      switch found {
      case .erased: return .erased
      case .key(let epoch, let wrapped) where epoch == header.epoch:
        do throws(KeyFailure) {
          guard let key = try wrapper(of: epoch).unwrap(wrapped, in: owner.slot) else {
            throw .damagedSlot(owner)
          }
          // What could not be compared yet is compared when it is asked for again.
          return try isCompared(key, of: owner) ? keep(key, of: owner) : .key(key)
        } catch {
          // The epoch may be over, and its key-encryption key gone, since the header was read.
          if attempt > 0 { throw error }
        }
      case .key, .damaged: continue
      case .empty: if attempt > 0 { return .none }
      }
    }
    throw .damagedSlot(owner)
  }

  /// Has each person's key compared with what the log committed to, once, when it is first unwrapped.
  ///
  /// AES-GCM does not commit to its key: whoever has the key-encryption key could put a key in a slot
  /// under which a content says something else.
  ///
  /// - Parameter commitment: What the log committed to; nil where it is not known yet that the person was
  ///   registered. It is called with no lock of this object held.
  func compare(with commitment: @escaping @Sendable (PersonID) throws(KeyFailure) -> [UInt8]?) {
    state.withLock { $0.commitment = commitment }
  }

  /// Whether a key is known to be the owner's; false where nothing is known of the person yet.
  private func isCompared(_ key: ContentKey, of owner: KeyOwner) throws(KeyFailure) -> Bool {
    guard case .person(let person) = owner, let commitment = state.withLock({ $0.commitment })
    else { return true }
    guard let expected = try commitment(person) else { return false }
    guard key.commitment(of: owner, origin: origin) == expected else { throw .otherKey(owner) }
    return true
  }

  /// Forgets a person's key and gives it to nobody any more, whatever the file holds.
  ///
  /// The memory of the key is cleared as soon as nobody uses it.
  package func fence(_ person: PersonID) {
    state.withLock { state in
      state.keys[.person(person)] = nil
      state.fenced.insert(.person(person))
    }
  }

  /// A slot as both its copies say: the end of a key in one of them is its end.
  func slot(of slot: UInt64, in header: KeyFileHeader) throws(KeyFailure) -> KeySlot {
    let bank = KeyFileLayout.bank(of: header.epoch)
    let active = try copy(of: slot, bank: bank)
    let other = try copy(of: slot, bank: 1 - bank)
    if active == .erased || other == .erased { return .erased }
    return active
  }

  func copy(of slot: UInt64, bank: UInt64) throws(KeyFailure) -> KeySlot {
    let offset = KeyFileLayout.offset(of: slot, bank: bank)
    let bytes = try storage.read(at: offset, count: KeySlot.sizeInBytes)
    return KeySlot(decoding: bytes, slot: slot, origin: origin)
  }

  /// The wrapper of an epoch, checked against the header where that knows its key-encryption key.
  func wrapper(of epoch: UInt32) throws(KeyFailure) -> KeyWrapper {
    let (known, header) = state.withLock { ($0.wrappers[epoch], $0.header) }
    if let known { return known }
    let wrapper = KeyWrapper(try supply.key(of: epoch), epoch: epoch, origin: origin)
    if let check = header.check(of: epoch), check != wrapper.check {
      throw .wrongKeyEncryptionKey(epoch: epoch)
    }
    state.withLock { $0.wrappers[epoch] = wrapper }
    return wrapper
  }

  /// Reads the header again; forgets the key-encryption keys of epochs that it does not name.
  @discardableResult
  func refreshHeader() throws(KeyFailure) -> KeyFileHeader {
    let header = try KeyFile.readHeader(of: storage, origin: origin)
    keep(header)
    return header
  }

  func keep(_ header: KeyFileHeader) {
    state.withLock { state in
      state.header = header
      state.wrappers = state.wrappers.filter { header.check(of: $0.key) == $0.value.check }
    }
  }

  private func keep(_ key: ContentKey, of owner: KeyOwner) -> KeyState {
    state.withLock { state in
      guard !state.fenced.contains(owner) else { return .erased }
      state.keys[owner] = key
      return .key(key)
    }
  }

  private static func readHeader(
    of storage: any KeyStorage,
    origin: OriginDigest
  ) throws(KeyFailure) -> KeyFileHeader {
    for _ in 0..<attempts {
      if let header = try? header(of: storage) { return try checked(header, origin) }
    }
    return try checked(try header(of: storage), origin)
  }

  private static func checked(
    _ header: KeyFileHeader,
    _ origin: OriginDigest
  ) throws(KeyFailure) -> KeyFileHeader {
    guard header.origin == origin.bytes else { throw .otherLedger }
    return header
  }

  private static func header(of storage: any KeyStorage) throws(KeyFailure) -> KeyFileHeader {
    var copies: [[UInt8]] = []
    for offset in KeyFileLayout.headerOffsets {
      copies.append(try storage.read(at: offset, count: KeyFileHeader.sizeInBytes))
    }
    return try KeyFileHeader(decoding: copies)
  }
}
