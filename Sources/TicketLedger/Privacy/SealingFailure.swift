/// Why words could not be sealed or opened.
package enum SealingFailure: Error, Hashable, Sendable {
  /// The key file has no key for the owner, and the owner was not erased.
  case missingKey(KeyOwner)
  /// Ciphertext, tag, nonce, kind, origin or key are not those of the sealing.
  case damaged
  /// What was opened is not padded as it should be.
  case undecodable(DecodingFailure)
  /// There is more than one content may hold.
  case tooLarge(sizeInBytes: Int)
  /// The key file could not be asked.
  case keys(KeyFailure)
}

extension SealingFailure: CustomStringConvertible {
  /// One line that names what is wrong.
  package var description: String {
    switch self {
    case .missingKey(let owner): "the key of \(owner) is missing; restore a copy of the key file"
    case .damaged: "the sealed words are damaged, or of another event or ledger"
    case .undecodable(let failure): "the sealed words cannot be read: \(failure)"
    case .tooLarge(let size):
      "\(size) bytes are too many to seal; at most \(Padding.maximumSizeInBytes - 4) are possible"
    case .keys(let failure): failure.description
    }
  }
}
