package dev.interrex.node.rdb;

import java.util.Arrays;

/** Payloads made by hand. */
public final class Payloads {
    private Payloads() {}

    /** The body (type and value) with a version and the right checksum. */
    public static byte[] sealed(byte[] body) {
        byte[] payload = Arrays.copyOf(body, body.length + RdbDecoder.TRAILER_BYTES);
        payload[body.length] = 10;
        long crc = Crc64.of(payload, 0, body.length + 2);
        for (int i = 0; i < 8; i++) {
            payload[body.length + 2 + i] = (byte) (crc >>> 8 * i);
        }
        return payload;
    }

    /** Type and value of a payload. */
    public static byte[] body(byte[] payload) {
        return Arrays.copyOf(payload, payload.length - RdbDecoder.TRAILER_BYTES);
    }

    /** Bytes given as numbers and texts. */
    public static byte[] bytes(Object... parts) {
        RdbOutput out = new RdbOutput();
        for (Object part : parts) {
            if (part instanceof String text) {
                text.chars().forEach(out::octet);
            } else if (part instanceof byte[] bytes) {
                for (byte b : bytes) {
                    out.octet(b);
                }
            } else {
                out.octet((Integer) part);
            }
        }
        return out.toBytes();
    }
}
