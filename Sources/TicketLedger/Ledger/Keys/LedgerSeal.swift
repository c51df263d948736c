import LedgerStore

/// What seals a ledger's words and opens them again.
///
/// It is made of the ledger's origin, its key file, and the host's key-encryption keys, where they are
/// given. A plain ledger has none.
struct LedgerSeal: Sendable {
  /// The path of the file of keys, whether there is one or not.
  let path: String
  let origin: OriginDigest
  let sealer: ContentSealer
  /// The key file; nil where the folder has none, as in a backup without keys.
  let keys: KeyFile?
  /// Finds persons by identity; nil where no key-encryption keys were given.
  let lookup: IdentityLookup?

  /// Opens the seal of a ledger; nil where the ledger is plain, or has no first event yet.
  ///
  /// With key-encryption keys, checks that they are the right ones, and that the organisation's key and
  /// the lookup's are those that the first event commits to. Without, only erasing needs the key file.
  init?(of store: LogStore, options: Ledger.Options) throws(LedgerError) {
    guard let first = try LedgerSeal.first(in: store) else {
      // Who gives keys counts on sealing: in a plain ledger their words would stand in clear.
      if case .sealed = options.privacy, !store.isEmpty { throw .keys(.plainLedger) }
      return nil
    }
    let path = store.path + "/" + LedgerKeyStorage.name
    let origin = OriginDigest(of: first.origin)
    self.path = path
    self.origin = origin
    sealer = ContentSealer(origin: first.origin)
    var supply: KeyEncryptionKeys?
    if case .sealed(let given) = options.privacy { supply = given }
    let isWritable = options.access == .readWrite
    let storage: LedgerKeyStorage?
    do throws(KeyFailure) {
      storage = try LedgerKeyStorage(in: store.path, isWritable: isWritable)
    } catch {
      // Whoever only reads gets by without; to who has keys the file is named.
      guard case .unusableFile = error, supply == nil, !isWritable else {
        throw LedgerError(error, at: path)
      }
      storage = nil
    }
    // In another file's place, what is written to this one nobody would find.
    if let storage { store.watch(storage.file) }
    guard let supply else {
      // Whoever only reads gets by without, also where the file is damaged.
      keys = try storage.flatMap { (storage) throws(LedgerError) in
        do throws(KeyFailure) {
          return try KeyFile(storage, origin: origin, keys: KeyEncryptionKeys([:]))
        } catch {
          guard isWritable else { return nil }
          throw LedgerError(error, at: path)
        }
      }
      lookup = nil
      return
    }
    guard let storage else { throw .keys(.noKeyFile(in: store.path)) }
    do throws(KeyFailure) {
      let file = try KeyFile(storage, origin: origin, keys: supply)
      keys = file
      lookup = try LedgerSeal.checkedLookup(of: file, origin, commitments: first.commitments)
    } catch {
      throw LedgerError(error, at: path)
    }
  }

  /// Checks the key-encryption key, and that the file's two keys of the ledger are those of the log.
  private static func checkedLookup(
    of file: KeyFile,
    _ origin: OriginDigest,
    commitments: [UInt8]
  ) throws(KeyFailure) -> IdentityLookup? {
    try file.checkKeyEncryptionKey()
    var lookup: IdentityLookup?
    var expected = commitments[...]
    for owner in [KeyOwner.organisation, .lookup] {
      guard case .key(let key) = try file.key(of: owner) else { throw .missingKey(owner) }
      let commitment = key.commitment(of: owner, origin: origin)
      guard commitment.elementsEqual(expected.prefix(commitment.count)) else {
        throw .otherKey(owner)
      }
      expected = expected.dropFirst(commitment.count)
      lookup = IdentityLookup(key)
    }
    return lookup
  }

  /// Makes the key file of a new ledger; with the log's write transaction held, before its first event.
  ///
  /// - Returns: What the first event commits to: the organisation's key and the lookup's.
  static func create(
    in folder: String,
    origin: String,
    keys supply: KeyEncryptionKeys
  ) throws(KeyFailure) -> [UInt8] {
    let digest = OriginDigest(of: origin)
    let bytes = try KeyFile.newFile(origin: digest, keys: supply)
    let storage = try LedgerKeyStorage.create(in: folder, bytes: bytes)
    let file = try KeyFile(storage, origin: digest, keys: supply)
    var commitments: [UInt8] = []
    for owner in [KeyOwner.organisation, .lookup] {
      guard case .key(let key) = try file.key(of: owner) else { throw .missingKey(owner) }
      commitments += key.commitment(of: owner, origin: digest)
    }
    return commitments
  }

  /// Reads the origin and the commitments of a sealed ledger's first event.
  private static func first(
    in store: LogStore
  ) throws(LedgerError) -> (origin: String, commitments: [UInt8])? {
    try LedgerError.wrapping {
      guard !store.isEmpty else { return nil }
      let snapshot = try store.beginRead()
      guard let bytes = try snapshot.value(in: .events, at: 0) else { return nil }
      let commitments = try Envelope.commitments(of: bytes)
      guard !commitments.isEmpty else { return nil }
      return (try Envelope.label(of: bytes) ?? "", commitments)
    }
  }
}

extension LedgerSeal {
  /// Whether words can be sealed and opened: the host gave key-encryption keys.
  var hasKeys: Bool { lookup != nil }

  /// Seals a content under its owner's key.
  ///
  /// - Parameters:
  ///   - content: The content in clear.
  ///   - kind: The kind of its event.
  ///   - owner: Whom it concerns; the organisation, where nobody.
  ///   - draft: The keys made in the same transaction.
  /// - Returns: The bytes to store.
  /// - Throws: ``LedgerError/keys(_:)`` where the owner has no key, or it is damaged.
  func seal(
    _ content: [UInt8],
    of kind: EventKind,
    for owner: KeyOwner,
    drafted draft: KeyDraft
  ) throws(LedgerError) -> [UInt8] {
    var person: PersonID?
    if case .person(let number) = owner { person = number }
    do throws(SealingFailure) {
      let drafted = person.flatMap { draft.key(of: $0) }
      let key = if let drafted { drafted } else { try key(of: owner) }
      return try sealer.seal(content, of: kind, for: person, under: key).encoded()
    } catch {
      if case .keys(let failure) = error { throw LedgerError(failure, at: path) }
      throw LedgerError(error, at: Position(0))
    }
  }

  /// The key to seal under; kept in memory from then on.
  func key(of owner: KeyOwner) throws(SealingFailure) -> ContentKey {
    guard let keys else { throw .missingKey(owner) }
    let state: KeyState
    do throws(KeyFailure) { state = try keys.key(of: owner) } catch { throw .keys(error) }
    switch state {
    case .key(let key): return key
    case .none: throw .missingKey(owner)
    case .erased:
      guard case .person(let person) = owner else { throw .missingKey(owner) }
      throw .keys(.erased(person))
    }
  }
}
