package dev.vireo.models.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module as libtorch reads it: a zip file with the source of one class, and its
 * attributes in Python's pickle format.
 */
final class ModuleArchive {
  private static final String ROOT = "module/";
  private static final byte[] FORMAT = "3\n".getBytes(StandardCharsets.US_ASCII);

  /** Protocol 2, an empty tuple, end. */
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private static final int FALSE = 0x89;
  private static final int NEW_OBJECT = 0x81;

  private ModuleArchive() {}

  /**
   * The archive's bytes.
   *
   * @param name of the class
   * @param source its definition
   * @param attributes values of its attributes: Integer or Double
   */
  static byte[] of(String name, String source, SortedMap<String, Number> attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "data.pkl", object(name, attributes));
      put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "version", FORMAT);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write an archive in memory", e);
    }
    return bytes.toByteArray();
  }

  /** Stored, not compressed: libtorch wants it so. */
  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** An object of the class, without calling a constructor, and its attributes. */
  private static byte[] object(String name, SortedMap<String, Number> attributes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0x80);
    out.writeByte(2);
    out.writeBytes("c__torch__\n" + name + "\n)");
    out.writeByte(NEW_OBJECT);
    out.writeBytes("}(");
    key(out, "training");
    out.writeByte(FALSE);
    for (var attribute : attributes.entrySet()) {
      key(out, attribute.getKey());
      if (attribute.getValue() instanceof Integer integer) {
        out.writeByte('J');
        out.writeInt(Integer.reverseBytes(integer));
      } else {
        out.writeByte('G');
        out.writeDouble(attribute.getValue().doubleValue());
      }
    }
    out.writeBytes("ub.");
    return bytes.toByteArray();
  }

  private static void key(DataOutputStream out, String key) throws IOException {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    out.writeByte('X');
    out.writeInt(Integer.reverseBytes(text.length));
    out.write(text);
  }
}
