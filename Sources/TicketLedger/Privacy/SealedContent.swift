/// Sealed words as they are stored beside an envelope.
///
/// ```
/// offset  0  u8        form: 3
///         1  u32       person whose key they are sealed under; 0 the organisation
///         5  12 bytes  nonce
///        17            ciphertext, as long as a size of ``Padding``
///                      16 bytes  tag
/// ```
/// The envelope's digest is the SHA-256 of all these bytes, as it is of every form of content: a change
/// of the form or of the person is found as one of the ciphertext is.
package struct SealedContent: Hashable, Sendable {
  /// The number of this form of content.
  package static let form: UInt8 = 3
  static let nonceSizeInBytes = 12
  static let tagSizeInBytes = 16

  /// Whose key they are sealed under; nil for the organisation's.
  package let person: PersonID?
  let nonce: [UInt8]
  let ciphertext: [UInt8]
  let tag: [UInt8]

  init(person: PersonID?, nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
    self.person = person
    self.nonce = nonce
    self.ciphertext = ciphertext
    self.tag = tag
  }

  /// Reads the stored bytes, the form among them.
  package init(decoding bytes: [UInt8]) throws(DecodingFailure) {
    var reader = ByteReader(bytes)
    guard try reader.read() == SealedContent.form else {
      throw .invalidValue(offset: reader.offset)
    }
    let number: UInt32 = try reader.read()
    person = number == 0 ? nil : PersonID(number)
    nonce = Array(try reader.readBytes(SealedContent.nonceSizeInBytes))
    ciphertext = Array(try reader.readBytes(reader.remaining - SealedContent.tagSizeInBytes))
    tag = Array(try reader.readBytes(SealedContent.tagSizeInBytes))
    let size = ciphertext.count
    guard size <= Padding.maximumSizeInBytes, size == Padding.bucket(for: size) else {
      throw .invalidValue(offset: reader.offset)
    }
  }

  /// The bytes to store.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: 33 + ciphertext.count)
    writer.write(SealedContent.form)
    writer.write(person?.rawValue ?? 0)
    writer.write(nonce)
    writer.write(ciphertext)
    writer.write(tag)
    return writer.bytes
  }

  /// Whose key opens it.
  package var owner: KeyOwner { person.map { .person($0) } ?? .organisation }
}
