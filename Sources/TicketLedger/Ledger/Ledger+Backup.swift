import Foundation
import LedgerStore

extension Ledger {
  /// Copies the ledger into a new folder while it is being used, as of one instant.
  ///
  /// Without its keys, unless they are asked for: a copy that lacks them shows all but words, and cannot
  /// bring back the words of those who are erased after it. One that has them can, until the
  /// key-encryption key is rotated and the former one destroyed.
  ///
  /// - Parameters:
  ///   - path: The folder of the copy: a new or an empty one.
  ///   - withKeys: Whether to copy the file of keys too, as of the same instant or a later one; for that
  ///     the ledger has to be open for writing.
  /// - Throws: ``LedgerError/storage(_:)``, or ``LedgerError/keys(_:)`` where keys are asked for and
  ///   there are none; what was made at the destination is removed.
  public func backUp(to path: String, withKeys: Bool = false) async throws(LedgerError) {
    if let failure = engine.forkFailure { throw failure }
    if withKeys {
      guard let seal else { throw .keys(.plainLedger) }
      guard seal.keys != nil else { throw .keys(.noKeyFile(in: self.path)) }
    }
    let store = store
    let copy = try await Ledger.detached { () throws(LedgerError) in
      try LedgerError.wrapping { try store.copy(to: path) }
    }
    guard withKeys else { return }
    do throws(LedgerError) {
      // After the log, so that every person of the copy has a key.
      try await onEngine { try $0.copyKeys(to: path) }
    } catch {
      copy.remove(with: LedgerKeyStorage.namesInUse)
      throw error
    }
  }
}

extension Engine {
  /// Copies the file of keys, with the write lock held: nobody changes it meanwhile.
  fileprivate func copyKeys(to path: String) throws {
    guard let keys = seal?.keys else { return }
    try requireWritable()
    let writer = try store.beginAppend()
    // Other processes may have registered persons whom the copy of the log has already.
    try catchUp(with: writer)
    // As much as the log's persons need: what lies beyond is nobody's, however long the file is.
    let persons = live.readOnEngineThread { UInt32($0.catalogue.personCount) }
    let size = min(try keys.storage.sizeInBytes(), KeyFileLayout.sizeInBytes(persons: persons))
    let bytes = try keys.storage.read(at: 0, count: Int(size))
    _ = consume writer
    try LedgerKeyStorage.create(in: path, bytes: bytes, isCopy: true)
  }
}
