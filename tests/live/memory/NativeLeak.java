/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deflaters that are never ended, or that are (tests/live/inside.t). Each one
 * takes 256 KiB of zlib's buffers (windowBits 15, memLevel 8) and 5.8 KiB of
 * state, by malloc().
 */
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

public class NativeLeak {
	static final long EACH = 256 * 1024 + 5952;
	static final List<Deflater> kept = new ArrayList<>();

	public static void main(String[] args) throws Exception {
		boolean leak = args[0].equals("leak");
		int n = Integer.parseInt(args[1]);
		byte[] in = new byte[65536], out = new byte[70000];

		new Random(1).nextBytes(in);
		for (int i = 0; i < n; i++) {
			Deflater d = new Deflater();

			d.setInput(in);
			d.finish();
			d.deflate(out);
			if (leak)
				kept.add(d);
			else
				d.end();
		}
		System.out.println("ready mode=" + args[0]
			+ " pid=" + ProcessHandle.current().pid()
			+ " held=" + (leak ? n * EACH : 0));
		Thread.sleep(600_000);
	}
}
