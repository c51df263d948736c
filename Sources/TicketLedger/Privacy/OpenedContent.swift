/// What opening sealed words gives.
package enum OpenedContent: Hashable, Sendable {
  /// The content that was sealed.
  case content([UInt8])
  /// Nothing: the person's key was destroyed.
  case erased
}
