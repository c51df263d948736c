import LedgerStore

/// The key file in a ledger's folder.
package struct LedgerKeyStorage: KeyStorage {
  /// Its name in the folder.
  package static let name = "keys"
  /// The names that making it uses.
  static let namesInUse = [name, SlotFile.draftName(of: name)]
  /// The file, open.
  let file: SlotFile

  private init(_ file: SlotFile) {
    self.file = file
  }

  /// Opens the file of a ledger's folder; nil where there is none.
  package init?(in folder: String, isWritable: Bool) throws(KeyFailure) {
    do throws(StoreError) {
      guard try SlotFile.exists(LedgerKeyStorage.name, in: folder) else { return nil }
      file = try SlotFile(
        LedgerKeyStorage.name,
        in: folder,
        access: isWritable ? .readWrite : .readOnly
      )
    } catch {
      throw KeyFailure(error)
    }
  }

  /// Refuses a folder whose file of keys holds more than those of a new ledger: the log beside it is
  /// gone, and with another file its words would be too.
  package static func requireNoPersons(in folder: String) throws(KeyFailure) {
    guard let storage = try LedgerKeyStorage(in: folder, isWritable: false) else { return }
    guard try storage.sizeInBytes() <= KeyFileLayout.pageOffset(of: 1, bank: 0) else {
      throw .keysWithoutLog
    }
    let first = KeyOwner.person(PersonID(1)).slot
    for bank in [UInt64(0), 1] {
      let start = KeyFileLayout.offset(of: first, bank: bank)
      let count = KeyFileLayout.pageOffset(of: 0, bank: bank + 1) - start
      guard try storage.read(at: start, count: Int(count)).allSatisfy({ $0 == 0 }) else {
        throw .keysWithoutLog
      }
    }
  }

  /// Makes the file, whole or not at all; only where the log has no event yet.
  ///
  /// With the log's write transaction held: a file of a creation that was cut off is replaced. The folder
  /// may be one of a copy, which its errors then tell.
  @discardableResult
  package static func create(
    in folder: String,
    bytes: [UInt8],
    isCopy: Bool = false
  ) throws(KeyFailure) -> LedgerKeyStorage {
    do throws(StoreError) {
      try SlotFile.create(name, in: folder, bytes: bytes)
      return LedgerKeyStorage(try SlotFile(name, in: folder, access: .readWrite))
    } catch {
      throw KeyFailure(isCopy ? error.ofCopy() : error)
    }
  }

  /// The file's length; `fstat`.
  package func sizeInBytes() throws(KeyFailure) -> UInt64 {
    do throws(StoreError) { return try file.sizeInBytes() } catch { throw KeyFailure(error) }
  }

  /// Up to `count` bytes at `offset`; `pread`.
  package func read(at offset: UInt64, count: Int) throws(KeyFailure) -> [UInt8] {
    do throws(StoreError) {
      return try file.read(at: offset, count: count)
    } catch {
      throw KeyFailure(error)
    }
  }

  /// Overwrites bytes in place; `pwrite`.
  package func write(_ bytes: [UInt8], at offset: UInt64) throws(KeyFailure) {
    do throws(StoreError) { try file.write(bytes, at: offset) } catch { throw KeyFailure(error) }
  }

  /// Whether nothing was ever written to a range; `lseek`.
  package func isHole(at offset: UInt64, count: Int) -> Bool {
    file.isHole(at: offset, count: count)
  }

  /// Makes durable what was written; `fsync`.
  package func sync() throws(KeyFailure) {
    do throws(StoreError) { try file.sync() } catch { throw KeyFailure(error) }
  }
}

extension KeyFailure {
  fileprivate init(_ error: StoreError) {
    if error.reason == .unusableFile {
      self = .unusableFile(String(error.detail.trimmingPrefix("\(LedgerKeyStorage.name) ")))
    } else if case .storage(let failure) = LedgerError(error) {
      self = .storage(failure)
    } else {
      self = .storage(StorageFailure(reason: .other, description: error.description))
    }
  }
}

extension KeyFile {
  /// Looks whether the file of keys in a sealed ledger's folder is what the log says that it is; see
  /// ``audit(_:origin:registered:erased:)``.
  ///
  /// - Throws: ``KeyFailure/storage(_:)`` where the file cannot be read.
  package static func audit(
    in folder: String,
    origin: String,
    registered: UInt32,
    erased: Set<PersonID>
  ) throws(KeyFailure) -> [KeyFileFinding] {
    let storage: LedgerKeyStorage?
    do throws(KeyFailure) {
      storage = try LedgerKeyStorage(in: folder, isWritable: false)
    } catch {
      guard case .unusableFile = error else { throw error }
      return [.unusable(error)]
    }
    return try audit(
      storage,
      origin: OriginDigest(of: origin),
      registered: registered,
      erased: erased
    )
  }
}
