package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Sums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** Sums as tasks tell each other through their workers, to the last bit. */
final class SumsText {
  /** Nothing else is made of what comes from outside of this process. */
  private static final ObjectInputFilter SUMS_ALONE =
      ObjectInputFilter.Config.createFilter(
          Sums.class.getName() + ";java.util.TreeMap;java.lang.Double;java.lang.Number;!*");

  private SumsText() {}

  static String write(Sums sums) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sums);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static Sums read(String text) {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      in.setObjectInputFilter(SUMS_ALONE);
      return (Sums) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
