/// Where a ledger gets its key-encryption keys from: the host's own store of secrets, by epoch.
///
/// Epochs count from 1. A rotation moves the ledger to the next one, and needs both until it is done;
/// after it, the host destroys the earlier key.
public struct KeyEncryptionKeys: Sendable {
  private let supply: @Sendable (UInt32) throws -> KeyEncryptionKey?

  /// Creates a supply.
  ///
  /// - Parameter supply: Gives the key of an epoch; nil where there is none. It may be asked on any
  ///   thread, and may block. It is asked when the ledger opens and when it finds another epoch.
  public init(_ supply: @escaping @Sendable (_ epoch: UInt32) throws -> KeyEncryptionKey?) {
    self.supply = supply
  }

  /// Creates a supply of keys at hand, by epoch.
  public init(_ keys: [UInt32: KeyEncryptionKey]) {
    supply = { keys[$0] }
  }

  /// The key of an epoch.
  ///
  /// - Throws: ``KeyFailure/noKeyEncryptionKey(epoch:)``, or
  ///   ``KeyFailure/supply(epoch:_:)`` where the host's closure throws.
  func key(of epoch: UInt32) throws(KeyFailure) -> KeyEncryptionKey {
    let key: KeyEncryptionKey?
    do {
      key = try supply(epoch)
    } catch {
      throw .supply(epoch: epoch, "\(error)")
    }
    guard let key else { throw .noKeyEncryptionKey(epoch: epoch) }
    return key
  }
}
