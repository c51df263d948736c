import Crypto
import Foundation

/// Seals the words of one ledger and opens them again; AES-256-GCM (NIST SP 800-38D).
///
/// The nonce is random, 96 bits. The associated data are the origin in UTF-8 and the kind of the event,
/// u16 little-endian. Position and ticket are not among them: the envelope, which is hashed with both,
/// holds the digest. So words can be sealed before anybody knows where they will stand.
package struct ContentSealer: Sendable {
  private let origin: [UInt8]

  /// Creates the sealer of the ledger that calls itself so.
  package init(origin: String) {
    self.origin = Array(origin.utf8)
  }

  /// Seals a content, padded.
  ///
  /// - Parameters:
  ///   - content: The content in clear, as it would be stored without sealing.
  ///   - kind: The kind of its event.
  ///   - person: Whom it concerns; nil for the organisation.
  ///   - key: Their key.
  /// - Returns: What is to be stored.
  /// - Throws: ``SealingFailure/tooLarge(sizeInBytes:)``, or ``SealingFailure/keys(_:)`` with
  ///   ``KeyFailure/cipher``.
  /// - Complexity: O(n) in the bytes.
  package func seal(
    _ content: [UInt8],
    of kind: EventKind,
    for person: PersonID?,
    under key: ContentKey
  ) throws(SealingFailure) -> SealedContent {
    guard content.count + 4 <= Padding.maximumSizeInBytes else {
      throw .tooLarge(sizeInBytes: content.count)
    }
    do {
      let box = try AES.GCM.seal(
        Padding.pad(content),
        using: key.key,
        nonce: AES.GCM.Nonce(),
        authenticating: associatedData(of: kind)
      )
      return SealedContent(
        person: person,
        nonce: Array(box.nonce),
        ciphertext: Array(box.ciphertext),
        tag: Array(box.tag)
      )
    } catch {
      throw .keys(.cipher)
    }
  }

  /// Opens what was sealed for an event of a kind under a key.
  ///
  /// - Throws: ``SealingFailure/damaged`` where anything is another than at the sealing, or
  ///   ``SealingFailure/undecodable(_:)``.
  /// - Complexity: O(n) in the bytes.
  package func open(
    _ sealed: SealedContent,
    of kind: EventKind,
    under key: ContentKey
  ) throws(SealingFailure) -> [UInt8] {
    guard let nonce = try? AES.GCM.Nonce(data: sealed.nonce),
      let box = try? AES.GCM.SealedBox(
        nonce: nonce,
        ciphertext: sealed.ciphertext,
        tag: sealed.tag
      ),
      let padded = try? AES.GCM.open(
        box,
        using: key.key,
        authenticating: associatedData(of: kind)
      )
    else { throw .damaged }
    do throws(DecodingFailure) {
      return try Padding.unpad(Array(padded))
    } catch {
      throw .undecodable(error)
    }
  }

  /// Opens what was sealed for an event of a kind, with the key that the key file has.
  ///
  /// - Returns: The content, or that the person was erased.
  /// - Throws: As ``open(_:of:under:)``; ``SealingFailure/missingKey(_:)``, or
  ///   ``SealingFailure/keys(_:)``.
  package func open(
    _ sealed: SealedContent,
    of kind: EventKind,
    keys: KeyFile
  ) throws(SealingFailure) -> OpenedContent {
    let state: KeyState
    do throws(KeyFailure) {
      state = try keys.key(of: sealed.owner)
    } catch {
      throw .keys(error)
    }
    switch state {
    case .key(let key): return .content(try open(sealed, of: kind, under: key))
    case .erased: return .erased
    case .none: throw .missingKey(sealed.owner)
    }
  }

  private func associatedData(of kind: EventKind) -> [UInt8] {
    var writer = ByteWriter(capacity: origin.count + 2)
    writer.write(origin)
    writer.write(kind.rawValue)
    return writer.bytes
  }
}
