extension ServiceAgreements.Adopted {
  /// Reads what an adoption's content holds, under the names that the terms in it have; no instant is
  /// "always".
  init(
    at position: Position,
    effectiveFrom: Instant?,
    decoding document: [UInt8],
    names: Catalogue
  ) throws(DecodingFailure) {
    self.position = position
    self.effectiveFrom = effectiveFrom ?? .distantPast
    self.document = try Content.document(decoding: document, names: names)
    bytes = document
  }
}

extension ServiceAgreements {
  /// Writes the adoptions, from which all else follows.
  ///
  /// ```
  /// u32 adoptions, each: u64 position, i64 effective from, u32 count and bytes of the document
  /// ```
  func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(adoptions.count))
    for adopted in adoptions {
      writer.write(adopted.position?.rawValue ?? .max)
      writer.write(adopted.effectiveFrom)
      writer.write(UInt32(adopted.bytes.count))
      writer.write(adopted.bytes)
    }
  }

  /// The same, with the policies under the names that their terms have now.
  func renamed(_ names: Catalogue) throws(DecodingFailure) -> ServiceAgreements {
    var renamed = adoptions
    for (place, adopted) in adoptions.enumerated() where adopted.document.subject == nil {
      guard let position = adopted.position else { continue }
      renamed[place] = try Adopted(
        at: position,
        effectiveFrom: adopted.effectiveFrom,
        decoding: adopted.bytes,
        names: names
      )
    }
    guard renamed != adoptions else { return self }
    return ServiceAgreements(renamed, names: TermNames(names), reusing: self)
  }

  convenience init(
    decoding reader: inout ByteReader,
    names: Catalogue
  ) throws(DecodingFailure) {
    var adoptions: [Adopted] = []
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 20)) {
      let position = Position(try reader.read())
      let effectiveFrom = try reader.readInstant()
      let count: UInt32 = try reader.read()
      adoptions.append(
        try Adopted(
          at: position,
          effectiveFrom: effectiveFrom,
          decoding: Array(try reader.readBytes(Int(count))),
          names: names
        )
      )
    }
    self.init(adoptions, names: TermNames(names))
  }
}
