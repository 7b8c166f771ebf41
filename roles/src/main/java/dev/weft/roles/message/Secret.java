package dev.weft.roles.message;

/**
 * A text that no log may show: a key or a password.
 *
 * @param text the text itself
 */
public record Secret(String text) {
    @Override
    public String toString() {
        return "***";
    }
}
