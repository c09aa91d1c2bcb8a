; What PTX's instructions give where LLVM has no instruction that gives the same (tests/rules/ptx.py).

declare double @llvm.sqrt.f64(double)
declare double @llvm.floor.f64(double)
declare double @llvm.copysign.f64(double, double)
declare double @llvm.fabs.f64(double)
declare double @llvm.maximumnum.f64(double, double)
declare double @llvm.minimumnum.f64(double, double)
declare i64 @llvm.fptosi.sat.i64.f64(double)
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
declare i64 @llvm.umin.i64(i64, i64)
declare void @llvm.trap()

; A number that is none has one form there.
define double @rounded(double %a) {
  %is_nan = fcmp uno double %a, 0.0
  %told = select i1 %is_nan, double 0x7FFFFFFFFFFFFFFF, double %a
  ret double %told
}

define i64 @shl.b64(i64 %a, i64 %n) {
  %all = icmp ugt i64 %n, 63
  %one = and i64 %n, 63
  %moved = shl i64 %a, %one
  %told = select i1 %all, i64 0, i64 %moved
  ret i64 %told
}

define i64 @shr.u64(i64 %a, i64 %n) {
  %all = icmp ugt i64 %n, 63
  %one = and i64 %n, 63
  %moved = lshr i64 %a, %one
  %told = select i1 %all, i64 0, i64 %moved
  ret i64 %told
}

define i64 @shr.s64(i64 %a, i64 %n) {
  %one = call i64 @llvm.umin.i64(i64 %n, i64 63)
  %told = ashr i64 %a, %one
  ret i64 %told
}

define i64 @bfe.s64(i64 %a, i64 %place, i64 %length) {
  %rest = sub i64 64, %length
  %above = sub i64 %rest, %place
  %high = shl i64 %a, %above
  %told = ashr i64 %high, %rest
  ret i64 %told
}

define i64 @mul.hi.s64(i64 %a, i64 %b) {
  %x = sext i64 %a to i128
  %y = sext i64 %b to i128
  %whole = mul i128 %x, %y
  %high = lshr i128 %whole, 64
  %told = trunc i128 %high to i64
  ret i64 %told
}

define i64 @mad.lo.s64(i64 %a, i64 %b, i64 %c) {
  %product = mul i64 %a, %b
  %told = add i64 %product, %c
  ret i64 %told
}

define i32 @mad.lo.s32(i32 %a, i32 %b, i32 %c) {
  %product = mul i32 %a, %b
  %told = add i32 %product, %c
  ret i32 %told
}
