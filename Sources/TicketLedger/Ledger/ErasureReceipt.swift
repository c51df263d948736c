/// What became of the erasure of one person.
public struct ErasureReceipt: Hashable, Sendable {
  /// Whom; nil where they were named by an identity whose owner was erased before.
  public var person: PersonID?
  /// Where the erasure is recorded, also where it was before; nil where it cannot be told any more.
  public var position: Position?
  /// Whether nothing was left to do.
  public var wasErasedBefore: Bool
  /// How many contents were removed.
  public var contentCount = 0

  /// Creates a receipt.
  public init(person: PersonID?, position: Position?, wasErasedBefore: Bool) {
    self.person = person
    self.position = position
    self.wasErasedBefore = wasErasedBefore
  }
}

/// What became of a rotation of the key-encryption key.
public struct KeyRotation: Hashable, Sendable {
  /// The epoch that keys are wrapped in now.
  public var epoch: UInt32
  /// How many keys are.
  public var keyCount: Int

  /// Creates the outcome of a rotation.
  public init(epoch: UInt32, keyCount: Int) {
    self.epoch = epoch
    self.keyCount = keyCount
  }
}
