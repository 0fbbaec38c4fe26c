package dev.vireo.models.template;

import dev.vireo.models.template.values.TemplateFault;
import java.time.LocalDateTime;
import java.util.Locale;

/** Python's strftime in the C locale. */
final class Dates {
  private Dates() {}

  static String format(LocalDateTime moment, String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        text.append(c);
      } else {
        i++;
        text.append(field(moment, i < format.length() ? format.charAt(i) : ' '));
      }
    }
    return text.toString();
  }

  private static String field(LocalDateTime moment, char code) {
    return switch (code) {
      case 'Y' -> padded(moment.getYear(), 4);
      case 'y' -> padded(moment.getYear() % 100, 2);
      case 'm' -> padded(moment.getMonthValue(), 2);
      case 'B' -> name(moment.getMonth().name());
      case 'b' -> name(moment.getMonth().name()).substring(0, 3);
      case 'd' -> padded(moment.getDayOfMonth(), 2);
      case 'e' -> "%2d".formatted(moment.getDayOfMonth());
      case 'A' -> name(moment.getDayOfWeek().name());
      case 'a' -> name(moment.getDayOfWeek().name()).substring(0, 3);
      case 'j' -> padded(moment.getDayOfYear(), 3);
      case 'H' -> padded(moment.getHour(), 2);
      case 'I' -> padded((moment.getHour() + 11) % 12 + 1, 2);
      case 'M' -> padded(moment.getMinute(), 2);
      case 'S' -> padded(moment.getSecond(), 2);
      case 'p' -> moment.getHour() < 12 ? "AM" : "PM";
      case 'F' -> format(moment, "%Y-%m-%d");
      case 'T' -> format(moment, "%H:%M:%S");
      case '%' -> "%";
      default -> throw TemplateFault.unsupported("the format '%" + code + "' of strftime_now");
    };
  }

  private static String padded(int number, int width) {
    return ("%0" + width + "d").formatted(number);
  }

  /** Converts a name such as MONDAY to Monday. */
  private static String name(String constant) {
    return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
  }
}
