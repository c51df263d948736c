/// Whom a key of the key file belongs to; each owner has one slot for ever.
package enum KeyOwner: Hashable, Sendable {
  /// The organisation: words that concern nobody in particular.
  case organisation
  /// The ledger as a whole: the keyed hashes of outside identities.
  case lookup
  /// One person: all words that concern them.
  case person(PersonID)

  /// The slots before the first person's; those beyond the two in use are kept for the library.
  static let reservedSlotCount: UInt64 = 16

  /// The number of its slot in the key file: 0 the organisation, 1 lookup, 15 + n person n.
  var slot: UInt64 {
    switch self {
    case .organisation: 0
    case .lookup: 1
    case .person(let person): UInt64(person.rawValue) + KeyOwner.reservedSlotCount - 1
    }
  }

  /// Creates the owner of a slot; nil for slots that belong to nobody.
  init?(slot: UInt64) {
    switch slot {
    case 0: self = .organisation
    case 1: self = .lookup
    default:
      guard slot >= KeyOwner.reservedSlotCount,
        let number = UInt32(exactly: slot - KeyOwner.reservedSlotCount + 1)
      else { return nil }
      self = .person(PersonID(number))
    }
  }
}

extension KeyOwner: CustomStringConvertible {
  package var description: String {
    switch self {
    case .organisation: "the organisation"
    case .lookup: "the lookup of identities"
    case .person(let person): "person \(person.rawValue)"
    }
  }
}
