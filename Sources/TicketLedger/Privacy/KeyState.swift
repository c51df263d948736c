/// What there is of an owner's key.
package enum KeyState: Sendable, Equatable {
  /// The key.
  case key(ContentKey)
  /// It was destroyed, and the owner gets no other.
  case erased
  /// There is none.
  case none
}
