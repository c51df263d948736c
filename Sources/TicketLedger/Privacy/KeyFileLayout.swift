/// Where things lie in a key file.
///
/// ```
/// page 0, 1         the header, twice
/// page 2 + 2g       slots 64g to 64g + 63, bank 0: copies of even epochs
/// page 3 + 2g       slots 64g to 64g + 63, bank 1: copies of odd epochs
/// ```
/// Pages have 4,096 bytes. A slot has a place in both banks, one of which is in use: the one of the
/// active epoch. A rotation fills the other bank and never writes to the page that it reads from.
enum KeyFileLayout {
  static let pageSizeInBytes = 4_096
  static let slotsPerPage = UInt64(pageSizeInBytes / KeySlot.sizeInBytes)
  static let headerOffsets: [UInt64] = [0, UInt64(pageSizeInBytes)]

  /// The bank that keys wrapped in an epoch lie in.
  static func bank(of epoch: UInt32) -> UInt64 { UInt64(epoch & 1) }

  /// The offset of a slot's copy.
  static func offset(of slot: UInt64, bank: UInt64) -> UInt64 {
    pageOffset(of: slot / slotsPerPage, bank: bank)
      + slot % slotsPerPage * UInt64(KeySlot.sizeInBytes)
  }

  /// The offset of a page of slots.
  static func pageOffset(of group: UInt64, bank: UInt64) -> UInt64 {
    (2 + 2 * group + bank) * UInt64(pageSizeInBytes)
  }

  /// The length of a file with a slot for each of so many persons.
  static func sizeInBytes(persons last: UInt32) -> UInt64 {
    let owner = last == 0 ? KeyOwner.lookup : .person(PersonID(last))
    return pageOffset(of: owner.slot / slotsPerPage + 1, bank: 0)
  }

  /// How many groups of slots a file of a length holds, the last one maybe in part.
  static func groupCount(inFileOf sizeInBytes: UInt64) -> UInt64 {
    let pages =
      sizeInBytes / UInt64(pageSizeInBytes)
      + (sizeInBytes % UInt64(pageSizeInBytes) == 0 ? 0 : 1)
    return pages <= 2 ? 0 : (pages - 1) / 2
  }
}
